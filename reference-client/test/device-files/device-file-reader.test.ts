import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { checkVector, type Vector, type VectorFile } from '@parsec-spec/spec/vectors';
import { expect, it } from 'vitest';
import { deviceFileReader } from '../../src/device-files/device-file-reader.ts';

const path = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'device-files', 'device-files.json');
const file = JSON.parse(readFileSync(path, 'utf8')) as VectorFile;

// Most alterations are of one file, so its password is hashed only once.
const stretched = new Map<string, Promise<Uint8Array>>();
const crypto: Crypto = {
  ...syncCrypto,
  argon2id: async (password, parameters) => {
    const name = JSON.stringify([[...password], parameters, [...parameters.salt]]);
    const key = stretched.get(name) ?? syncCrypto.argon2id(password, parameters);
    stretched.set(name, key);
    return Uint8Array.from(await key);
  },
};

const judged = (vector: Vector): Promise<string | undefined> =>
  checkVector(deviceFileReader, file, vector, crypto);

it('the vectors have files of all kinds that this client opens', () => {
  const kinds = file.vectors.filter(({ result }) => result === 'valid').map(({ given }) => given?.kind);
  expect(new Set(kinds)).toEqual(new Set(['password', 'keyring', 'recovery']));
});

it.each(file.vectors)('$id is $result: $comment', async (vector) => {
  expect(await judged(vector)).toBeUndefined();
});

const recovery = file.vectors.find(({ given, result }) => result === 'valid' && given?.kind === 'recovery');

it('a wrong vector is noticed', async () => {
  if (recovery === undefined) throw new Error('no recovery file among the vectors');
  expect(await judged({ ...recovery, result: 'invalid' })).toMatch(/must be refused/);
  expect(await judged({ ...recovery, value: '00' })).toMatch(/is read as/);
  expect(await judged({ ...recovery, result: 'acceptable' })).toMatch(/called acceptable/);
  expect(await judged({ ...recovery, given: { kind: 'recovery', secret: 'AAAA' } })).toMatch(/must be read/);
});
