import { type Crypto, syncCrypto, webCrypto } from '@parsec-spec/spec/crypto';
import { Crypto as Peculiar } from '@peculiar/webcrypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryStore } from '../../src/certificates/certificate-store.ts';
import { hashWasmArgon2id } from '../../src/crypto.ts';
import { bootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import { logIn } from '../../src/journeys/log-in.ts';
import { bootstrapOf, freshFolder } from '../support/bootstrap.ts';
import { acceptsBootstrap, fakeServer } from '../support/fake-server.ts';

const fake = fakeServer();
const folder = freshFolder();

const { crypto: own } = globalThis;
const peculiar = new Peculiar();
const providers: readonly Crypto[] = [
  syncCrypto,
  webCrypto(own.subtle, (array) => own.getRandomValues(array), {
    name: 'runtime',
    argon2id: syncCrypto.argon2id,
  }),
  webCrypto(peculiar.subtle as typeof own.subtle, (array) => peculiar.getRandomValues(array), {
    name: '@peculiar/webcrypto',
    argon2id: hashWasmArgon2id,
  }),
];

it('every provider opens, authenticates and verifies the output of every other provider', async () => {
  const provider = fc.constantFrom(...providers);
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const property = fc.asyncProperty(provider, provider, words, async (founder, reader, password) => {
    fc.pre(password.isWellFormed());
    acceptsBootstrap(fake);
    const ended = await bootstrapOrganization(bootstrapOf(folder(), { crypto: founder, password }));
    if (ended.outcome !== 'bootstrapped') throw new Error(`${founder.name}: ${ended.outcome}`);
    const login = { crypto: reader, path: ended.path, storeOf: memoryStore };
    const entered = await logIn({ ...login, secret: { kind: 'password', password } });
    expect(`${founder.name} then ${reader.name}: ${entered.outcome}`).toBe(
      `${founder.name} then ${reader.name}: synced`,
    );
  });
  await fc.assert(property, { numRuns: 30 });
});
