import { readFile } from 'node:fs/promises';
import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, it } from 'vitest';
import { lineLog } from '../../src/call/log.ts';
import { memoryStore } from '../../src/certificates/certificate-store.ts';
import { openDevice } from '../../src/device-files/open-device.ts';
import { bootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import { logIn } from '../../src/journeys/log-in.ts';
import { bootstrapOf, freshFolder, password } from '../support/bootstrap.ts';
import { authorityKey } from '../support/example-certificates.ts';
import { acceptsBootstrap, fakeServer } from '../support/fake-server.ts';

const fake = fakeServer();
const folder = freshFolder();
beforeAll(() => sodium.ready);

const found = async (more: Parameters<typeof bootstrapOf>[1] = {}) => {
  const server = acceptsBootstrap(fake);
  const ended = await bootstrapOrganization(bootstrapOf(folder(), more));
  const request = server.request();
  if (ended.outcome !== 'bootstrapped' || request === undefined) throw new Error(ended.outcome);
  return { ...ended, request };
};

// libsodium verifies, so that client and test do not share an implementation.
function contentOf(request: OrganizationBootstrapRequest, bytes: Uint8Array): Record<string, unknown> {
  const message = sodium.crypto_sign_open(bytes, request.root_verify_key);
  const loaded = loadCertificate(message);
  if (!loaded.ok) throw new Error(loaded.reason);
  return loaded.certificate as unknown as Record<string, unknown>;
}

const secretFields = ['signing_key', 'private_key', 'user_realm_key', 'local_symkey'] as const;

describe('the request of a bootstrap', () => {
  it('has four consistent certificates, signed by the root key without an author, two of them redacted', async () => {
    const before = Date.now();
    const { request, device } = await found();
    const user = contentOf(request, request.user_certificate);
    const own = contentOf(request, request.device_certificate);
    expect(user).toMatchObject({
      author: null,
      human_handle: ['alice@example.com', 'Alice'],
      profile: 'ADMIN',
    });
    expect(own).toMatchObject({ author: null, purpose: 'STANDARD', device_label: 'laptop' });
    expect([user.user_id, own.user_id, own.device_id]).toEqual([
      device.user_id,
      device.user_id,
      device.device_id,
    ]);
    expect(user.timestamp).toEqual(own.timestamp);
    const at = Number((user.timestamp as { micros: bigint }).micros / 1000n);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    expect(contentOf(request, request.redacted_user_certificate)).toEqual({ ...user, human_handle: null });
    expect(contentOf(request, request.redacted_device_certificate)).toEqual({ ...own, device_label: null });
    expect(user.public_key).toEqual(sodium.crypto_scalarmult_base(device.private_key));
    expect(own.verify_key).toEqual(sodium.crypto_sign_seed_keypair(device.signing_key).publicKey);
    expect(request.root_verify_key).toEqual(device.root_verify_key);
    expect(request.sequester_authority_certificate).toBeNull();
  });

  it('has the token of the link, or null without a link', async () => {
    expect((await found()).request.bootstrap_token).toEqual(bootstrapOf(folder()).token);
    const spontaneous = await found({ token: null });
    expect(spontaneous.request.bootstrap_token).toBeNull();
  });

  it('has the certificate of the sequester authority, if there is one, with the same timestamp', async () => {
    const { request } = await found({ sequesterAuthority: authorityKey });
    const bytes = request.sequester_authority_certificate;
    if (bytes === null) throw new Error('no authority was sent');
    const signed = splitSigned(bytes);
    if (signed === undefined) throw new Error('too short');
    expect(syncCrypto.verify(request.root_verify_key, signed.message, signed.signature)).toBe(true);
    const authority = loadCertificate(signed.message, 'sequester_authority_certificate');
    const user = contentOf(request, request.user_certificate);
    expect(authority.ok && authority.certificate.timestamp).toEqual(user.timestamp);
  });

  it('has new keys and ids each time', async () => {
    const one = await found();
    const other = await found();
    for (const field of ['root_verify_key', ...secretFields] as const) {
      expect(one.device[field]).not.toEqual(other.device[field]);
    }
    expect(one.device.user_id.hex).not.toBe(other.device.user_id.hex);
  });
});

function forms(secret: Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret);
  const encodings = ['hex', 'base64', 'base64url'] as const;
  return [bytes, ...encodings.map((encoding) => Buffer.from(bytes.toString(encoding)))];
}

describe('secrets', () => {
  it('are not in a request, in the most verbose log, in clear in the file, or in a printed device', async () => {
    const lines: string[] = [];
    const log = lineLog('trace', (line) => lines.push(line));
    const { device, path } = await found({ transport: { log } });
    const storeOf = memoryStore;
    const secret = { kind: 'password', password } as const;
    const login = { crypto: syncCrypto, path, secret, storeOf, transport: { log } };
    expect((await logIn(login)).outcome).toBe('synced');
    expect(lines.length).toBeGreaterThan(5);
    const file = await readFile(path);
    const traffic = Buffer.concat(fake.heard.map(({ body }) => body));
    const headers = Buffer.from(fake.heard.map((heard) => JSON.stringify([...heard.headers])).join());
    const printed = Buffer.from(
      `${await import('node:util').then(({ inspect }) => inspect(device))}${JSON.stringify(device)}`,
    );
    expect(printed.toString()).toContain(device.device_id.hex);
    const places = { file, traffic, headers, printed, log: Buffer.from(lines.join('')) };
    const secrets = new Map<string, Uint8Array>(secretFields.map((field) => [field, device[field]]));
    secrets.set('password', Buffer.from(password));
    for (const [name, bytes] of secrets) {
      for (const [place, content] of Object.entries(places)) {
        const held = forms(bytes).some((form) => content.includes(form));
        expect(`${name} in ${place}: ${held}`).toBe(`${name} in ${place}: false`);
      }
    }
    // The search finds a secret that is there.
    expect(traffic.includes(Buffer.from(device.root_verify_key))).toBe(true);
  });

  it('do not include the private root key: no 32 bytes of the opened file belong to the public root key', async () => {
    const { path, device } = await found();
    const opened = await openDevice(syncCrypto, path, { kind: 'password', password });
    if (!opened.ok) throw new Error(opened.reason);
    let found32 = 0;
    for (let at = 0; at + 32 <= opened.plain.length; at++) {
      const verifyKey = syncCrypto.verifyKeyOf(opened.plain.slice(at, at + 32));
      expect(verifyKey).not.toEqual(device.root_verify_key);
      if (Buffer.from(opened.plain.subarray(at, at + 32)).equals(device.signing_key)) found32++;
    }
    expect(found32).toBe(1);
  });

  it('are sealed with a new salt and nonce each time, at the default cost of Scille’s client', async () => {
    const parts = [];
    for (let count = 0; count < 2; count++) {
      const { path } = await found({ cost: undefined });
      const read = readDeviceFile(await readFile(path));
      if (!read.ok || read.file.kind !== 'password') throw new Error('expected a password file');
      parts.push(read.file.clear);
    }
    const [one, other] = parts;
    expect(one?.algorithm).toMatchObject({ memlimit_kb: 131_072, opslimit: 3, parallelism: 1 });
    expect(one?.algorithm.salt).toHaveLength(16);
    expect(one?.algorithm.salt).not.toEqual(other?.algorithm.salt);
    expect(one?.ciphertext).not.toEqual(other?.ciphertext);
  });
});
