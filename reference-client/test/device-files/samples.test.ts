import { syncCrypto } from '@parsec-spec/spec/crypto';
import { encodeDeviceFile, encodeLocalDevice, readDeviceFile } from '@parsec-spec/spec/device-files';
import { describe, expect, it } from 'vitest';
import { openDevice, type Secret } from '../../src/device-files/open-device.ts';
import { sampleBytes, samplePath, samples } from '../support/samples.ts';

// Bytes and ids as hex, timestamps as microseconds, so that both sides can be compared.
function plainly(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object' && value !== null && 'hex' in value) return value.hex;
  if (typeof value === 'object' && value !== null && 'micros' in value) return String(value);
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainly(item)]));
}

// keys.json always writes six decimals. This project writes only as many as needed.
function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === 'string' ? item.replace(/^(\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3})000Z$/, '$1Z') : item,
  );
}

describe('files made by Scille’s client', () => {
  it('are fourteen: eleven with a password, two for a keyring, one for recovery', () => {
    const kinds = samples.map((sample) => sample.clear.type);
    expect(kinds.filter((kind) => kind === 'password')).toHaveLength(11);
    expect(kinds.filter((kind) => kind === 'keyring')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'recovery')).toHaveLength(1);
  });

  for (const sample of samples) {
    const secret: Secret =
      sample.clear.type === 'password'
        ? { kind: 'password', password: sample.secret }
        : { kind: 'passphrase', passphrase: sample.secret };

    it(`${sample.file} has the clear fields that keys.json lists`, () => {
      const read = readDeviceFile(sampleBytes(sample));
      expect(read).toMatchObject({ ok: true, file: { kind: sample.clear.type } });
      expect(plainly(read.ok && read.file.clear)).toEqual(shortened(sample.clear));
    });

    it(`${sample.file} opens to the device that keys.json lists, without contradictions`, async () => {
      const opened = await openDevice(syncCrypto, samplePath(sample), secret);
      expect(opened).toMatchObject({ ok: true, contradictions: [] });
      if (!opened.ok) return;
      expect(Buffer.from(opened.plain).toString('hex')).toBe(sample.opened_hex);
      expect(plainly(opened.device)).toEqual(sample.device);
      expect(Buffer.from(encodeLocalDevice(opened.device)).toString('hex')).toBe(sample.opened_hex);
    });

    if (sample.clear.type === 'keyring') continue;
    it(`${sample.file} encodes again to the same bytes`, () => {
      const read = readDeviceFile(sampleBytes(sample));
      if (!read.ok || (read.file.kind !== 'password' && read.file.kind !== 'recovery')) {
        throw new Error('expected a password or recovery file');
      }
      expect(encodeDeviceFile(read.file.clear)).toEqual(sampleBytes(sample));
    });
  }
});
