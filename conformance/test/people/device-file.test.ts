import { expect, test } from 'vitest';
import { makeDeviceFile, openDeviceFile } from '../../src/people/device-file.ts';
import { Random } from '../../src/people/random.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { Instant } from '../../src/wire/values.ts';

const random = new Random('device file');
const parts = { salt: random.bytes(16), nonce: random.bytes(24), at: new Instant(0n) };
const file = makeDeviceFile({ type: 'local_device' }, 'a password', parts);

test('a device file opens with its password only', () => {
  expect(openDeviceFile(file, 'a password').device).toEqual({ type: 'local_device' });
  expect(() => openDeviceFile(file, 'another password')).toThrow();
});

test.each([{ opslimit: 25 }, { memlimit_kb: 1_048_577 }])(
  'a device file whose Argon2id costs too much is refused: %j',
  (change) => {
    const { algorithm, ...others } = decode(file) as { algorithm: object };
    const costly = encode({ ...others, algorithm: { ...algorithm, ...change } });
    expect(() => openDeviceFile(costly, 'a password')).toThrow(/costs too much/);
  },
);
