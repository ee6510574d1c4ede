import fc from 'fast-check';
import { encode } from '../../src/wire/encode.ts';
import { Float64, Pairs } from '../../src/wire/raw-values.ts';
import { type Fields, Id, Instant } from '../../src/wire/values.ts';
import { rawFrame } from '../../src/wire/zstd.ts';

/** Names that JavaScript gives a meaning of its own. */
const hostileNames = [
  ...['toString', 'valueOf', 'toJSON', 'constructor', 'hasOwnProperty', '__proto__', 'length', 'then'],
  ...['prototype', 'message', 'name', 'map', '', '\u0000', '\u001b[2J'],
];

const hostileText = fc.oneof(
  fc.constantFrom(...hostileNames, 'ok', 'ADMIN', 'NUMBER_0_WAIT_PEER', '\ud800', 'x'.repeat(70_000)),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53, 2n ** 64n - 1n, -(2n ** 63n), new Float64(Number.NaN)),
  fc.constantFrom<unknown>(new Float64(Number.POSITIVE_INFINITY), new Float64(-0), new Uint8Array(), [], {}),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((micros) => new Instant(micros)),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => new Id(bytes)),
  fc.uint8Array({ maxLength: 100 }),
  hostileText,
);

/** A map with these values under hostile names. */
const mapOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .array(fc.tuple(fc.constantFrom(...hostileNames.filter((name) => name !== '__proto__')), value), {
      minLength: 1,
      maxLength: 3,
    })
    .map((entries) => Object.fromEntries(entries));

/** Any value that msgpack can hold, most of them with a meaning for JavaScript. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 3, arbitrary: mapOf(scalar) },
  { weight: 1, arbitrary: fc.array(fc.oneof(scalar, mapOf(scalar)), { maxLength: 3 }) },
  { weight: 1, arbitrary: mapOf(mapOf(scalar)) },
  {
    weight: 1,
    arbitrary: fc.constant(
      new Pairs([
        [new Id(new Uint8Array(16)), 1],
        [1, {}],
        ['a', null],
      ]),
    ),
  },
);

/** A certificate with any signature and these fields. */
export const unsignedCertificate = (fields: unknown): Uint8Array =>
  Buffer.concat([Buffer.alloc(65), rawFrame(encode(fields))]);

/** Replaces a field at any level of a message by another value. `places` choose the way to it. */
export function replaced(message: Fields, places: readonly number[], value: unknown): Fields {
  const names = [...Object.keys(message), 'toString'];
  const [place = 0, ...rest] = places;
  const name = names[place % names.length] ?? '';
  const inner = message[name];
  const isMap =
    inner !== null && typeof inner === 'object' && Object.getPrototypeOf(inner) === Object.prototype;
  return { ...message, [name]: isMap && rest.length > 0 ? replaced(inner as Fields, rest, value) : value };
}
