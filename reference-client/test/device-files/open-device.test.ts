import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { readDeviceFile } from '@parsec-spec/spec/device-files';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice } from '../../src/device-files/open-device.ts';
import { sealDevice } from '../../src/device-files/seal-device.ts';
import { cheap, createdOn, device, password, sealed } from '../support/test-device.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function opening(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'x.keys');
  await writeFile(path, bytes);
  const opened = await openDevice(syncCrypto, path, { kind: 'password', password });
  return opened.ok ? 'opened' : opened.reason;
}

const find = (bytes: Uint8Array, part: Uint8Array | string): number => {
  const at = Buffer.from(bytes).indexOf(Buffer.from(part as Uint8Array));
  expect(at).toBeGreaterThan(0);
  return at;
};

it('a flipped bit in ciphertext, salt or parameters never yields a device; the untouched file does', async () => {
  const bytes = await sealed();
  expect(await opening(bytes)).toBe('opened');
  const read = readDeviceFile(bytes);
  if (!read.ok || read.file.kind !== 'password') throw new Error('expected a password file');
  const { algorithm, ciphertext } = read.file.clear;
  const memory = find(bytes, 'memlimit_kb') + 'memlimit_kb'.length;
  const passes = find(bytes, 'opslimit') + 'opslimit'.length;
  const lanes = find(bytes, 'parallelism') + 'parallelism'.length;
  const salt = find(bytes, algorithm.salt);
  const box = find(bytes, ciphertext);
  const spots = [memory, passes, lanes];
  for (let at = 0; at < 16; at++) spots.push(salt + at);
  for (let at = 0; at < ciphertext.length; at++) spots.push(box + at);
  for (const at of spots) {
    // Every bit of parameters, salt, nonce and tag, and one bit of each other byte.
    for (const bit of at > box + 40 ? [at % 8] : [0, 1, 2, 3, 4, 5, 6, 7]) {
      const outcome = await opening(bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit)));
      expect(['cannot-be-opened', 'unusable-parameters', 'no-device-file']).toContain(outcome);
    }
  }
});

it('a truncated file is not a device file', async () => {
  const bytes = await sealed();
  for (let length = 0; length < bytes.length - 1; length++) {
    expect(readDeviceFile(bytes.subarray(0, length)).ok).toBe(false);
  }
});

it('no bytes crash the decoder', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(readDeviceFile(bytes).ok).toBe(false);
    }),
  );
});

it('a device file opens with its own password and with no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (one, other) => {
      fc.pre(one.isWellFormed() && one !== other);
      const path = join(folder, 'property.keys');
      const parts = { crypto: syncCrypto, device, createdOn, protectedOn: createdOn, cost: cheap };
      await writeFile(path, await sealDevice({ ...parts, password: one }));
      const opened = await openDevice(syncCrypto, path, { kind: 'password', password: one });
      expect(opened).toMatchObject({ ok: true, device, contradictions: [] });
      const refused = await openDevice(syncCrypto, path, { kind: 'password', password: other });
      expect(refused).toMatchObject({ ok: false, reason: 'cannot-be-opened' });
    }),
    { numRuns: 30 },
  );
});

it('excessive parameters are refused before any computation, expensive but plausible ones are not', async () => {
  let computed = 0;
  const crypto: Crypto = { ...syncCrypto, argon2id: async () => new Uint8Array(32).fill(++computed) };
  const open = async (parameters: { memlimit_kb: number; opslimit: number }) => {
    const path = join(folder, 'hostile.keys');
    await writeFile(path, await hostileFile(parameters));
    return openDevice(crypto, path, { kind: 'password', password });
  };
  for (const hostile of [
    { memlimit_kb: 0xffff_ffff, opslimit: 1 },
    { memlimit_kb: 1024 * 1024 + 1, opslimit: 1 },
    { memlimit_kb: 131_072, opslimit: 0xffff_ffff },
    { memlimit_kb: 8, opslimit: 0xffff_ffff },
  ])
    expect(await open(hostile)).toMatchObject({ ok: false, reason: 'unusable-parameters' });
  expect(computed).toBe(0);
  // The key of the replaced hash is wrong.
  const plausible = await open({ memlimit_kb: 1024 * 1024, opslimit: 8 });
  expect([plausible, computed]).toMatchObject([{ ok: false, reason: 'cannot-be-opened' }, 1]);
});

async function hostileFile(parameters: { memlimit_kb: number; opslimit: number }): Promise<Uint8Array> {
  const { altered, algorithmSetting } = await import('../support/altered-file.ts');
  return altered({ clear: algorithmSetting(parameters) });
}
