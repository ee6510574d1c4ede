import type { Random } from './random.ts';

type Alter = (body: Buffer, random: Random, other: Buffer) => Buffer;

const somewhere = (body: Buffer, random: Random): number => random.below(body.length + 1);

const heads = [
  0xdf, 0xdd, 0xc6, 0xdb, 0xc9, 0xde, 0xdc, 0xc5, 0xda, 0xd9, 0xc4, 0xc7, 0xc1, 0xcf, 0xd3, 0xcb,
];

const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0xa0 + value.length]), Buffer.from(value)]);

const ways: readonly Alter[] = [
  // one bit, or some bytes
  (body, random) => {
    const altered = Buffer.from(body);
    const at = random.below(Math.max(1, body.length));
    altered[at] = (altered[at] ?? 0) ^ (1 << random.below(8));
    return altered;
  },
  (body, random) => {
    const altered = Buffer.from(body);
    for (let times = 1 + random.below(8); times > 0; times--)
      altered[random.below(Math.max(1, body.length))] = random.below(256);
    return altered;
  },
  // cut off, gone on with, turned round
  (body, random) => body.subarray(0, somewhere(body, random)),
  (body, random) => Buffer.concat([body, random.bytes(random.below(64))]),
  (body, random, other) =>
    Buffer.concat([body.subarray(0, somewhere(body, random)), other.subarray(somewhere(other, random))]),
  (body, random) => {
    const at = somewhere(body, random);
    return Buffer.concat([body.subarray(0, at), random.bytes(1 + random.below(16)), body.subarray(at)]);
  },
  // another request's body, or none, or noise
  (_body, _random, other) => other,
  () => Buffer.alloc(0),
  (_body, random) => random.bytes(random.below(400)),
  // a container or text that announces more than there is
  (body, random) => {
    const at = somewhere(body, random);
    const announced = Buffer.from([random.of(heads), 0xff, 0xff, 0xff, random.below(256)]);
    return Buffer.concat([body.subarray(0, at), announced, body.subarray(at)]);
  },
  // nested deeply
  (_body, random) => Buffer.alloc(random.of([100, 999, 1001, 5_000]), random.of([0x91, 0x81, 0xa1])),
  (body, random) => Buffer.concat([Buffer.alloc(random.below(1_200), 0x91), body]),
  // a container as a key, with keys that a decoder may know
  (body) => Buffer.concat([Buffer.from([0x81]), body, Buffer.from([0xc0])]),
  (body, random) =>
    Buffer.concat([
      Buffer.from([0x82, 0x01, 0xc0, 0x81]),
      text(random.of(['hex', 'bytes', 'toString', 'valueOf', 'constructor', '__proto__', 'length'])),
      body,
      Buffer.from([0xc0]),
    ]),
  // keys of other kinds, given many times
  (_body, random) =>
    Buffer.concat([
      Buffer.from([0xde, 0x01, 0x00]),
      ...Array.from({ length: 256 }, () => Buffer.concat([random.bytes(1), random.bytes(1)])),
    ]),
];

// Rare, since each is a megabyte: too large, or nearly.
const large: Alter = (_body, random) => Buffer.alloc(1_048_000 + random.below(1_200), random.below(256));

/** Another body. */
export const alterBody: Alter = (body, random, other) =>
  (random.below(5_000) === 0 ? large : random.of(ways))(body, random, other);
