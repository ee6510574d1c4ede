import { decode as decodeElsewhere, ExtensionCodec, encode as encodeElsewhere } from '@msgpack/msgpack';
import { valid } from '@parsec-spec/spec/arbitraries';
import {
  CodecError,
  DateTime,
  type Decoded,
  decode,
  type Encodable,
  encode,
  Uuid,
} from '@parsec-spec/spec/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const scalars = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
    .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 300 }),
  valid.AnyUuid(),
  valid.Timestamp(),
  valid.FloatNumber(),
);
const { value: anything } = fc.letrec<{ value: Encodable }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalars,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .dictionary(fc.string(), tie('value'), { maxKeys: 5, noNullPrototype: true })
      .map((record) => ({ ...record })),
  ),
}));

// Values that the other library can also express. It treats floats, 64-bit integers and `__proto__`
// differently.
const common = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
})).value;

const messages = fc.oneof(
  valid.OrganizationBootstrapRequest(),
  valid.CertificateGetRequest(),
  valid.CertificateGetReply(),
  valid.ServerConfigReply(),
  valid.UserCertificate(),
  valid.DeviceCertificate(),
) as unknown as fc.Arbitrary<Encodable>;

function attempt(bytes: Uint8Array, mode: 'wire' | 'canonical'): 'value' | 'error' {
  try {
    decode(bytes, { mode });
    return 'value';
  } catch (error) {
    if (error instanceof CodecError && error.message.length > 0) return 'error';
    throw error;
  }
}

describe('the codec', () => {
  test('decodes its own output in both modes, and encodes it to the same bytes again', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const bytes = encode(value);
        for (const mode of ['wire', 'canonical'] as const) {
          expect(encode(decode(bytes, { mode }) as Encodable)).toEqual(bytes);
        }
      }),
    );
  });

  test('every truncation of a message is an error, never a value, a crash or a hang', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const bytes = encode(message);
        for (let length = 0; length < bytes.length; length++)
          expect(attempt(bytes.subarray(0, length), 'wire')).toBe('error');
      }),
      { numRuns: 20 },
    );
  });

  test('every change of a single byte gives a value or a clear error', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 255 }), (message, change) => {
        const bytes = encode(message);
        for (let at = 0; at < bytes.length; at++) {
          const changed = Uint8Array.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ change;
          attempt(changed, 'canonical');
          expect(['value', 'error']).toContain(attempt(changed, 'wire'));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a map with any kind of keys gives a value or a clear error', () => {
    // Names whose lookup would succeed on a prototype. A received key must never be looked up
    // there.
    const names = [
      'hex',
      'bytes',
      'equals',
      'toString',
      'valueOf',
      'constructor',
      '__proto__',
      'length',
      'cmd',
    ];
    const { node } = fc.letrec<{ node: Uint8Array }>((tie) => {
      const pairs = fc.array(fc.tuple(tie('node'), tie('node')), { maxLength: 3 });
      return {
        node: fc.oneof(
          { depthSize: 'medium', withCrossShrink: true },
          fc.oneof(fc.constantFrom(...names), scalars).map((value) => encode(value as Encodable)),
          pairs.map((entries) => Buffer.concat([Uint8Array.of(0x80 + entries.length), ...entries.flat()])),
          fc
            .array(tie('node'), { maxLength: 3 })
            .map((items) => Buffer.concat([Uint8Array.of(0x90 + items.length), ...items])),
        ),
      };
    });
    fc.assert(
      fc.property(node, (bytes) => {
        attempt(bytes, 'canonical');
        expect(['value', 'error']).toContain(attempt(bytes, 'wire'));
      }),
      { numRuns: 5_000 },
    );
  });

  test('canonical mode accepts exactly the bytes that encode writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        let value: Decoded;
        try {
          value = decode(bytes, { mode: 'canonical' });
        } catch (error) {
          if (error instanceof CodecError) return;
          throw error;
        }
        expect(encode(value as Encodable)).toEqual(bytes);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('compared with @msgpack/msgpack, on values that both can express', () => {
  const extensionCodec = new ExtensionCodec();
  extensionCodec.register({
    type: 1,
    encode: () => null,
    decode: (data) => DateTime.of(Buffer.from(data).readBigInt64BE()),
  });
  extensionCodec.register({ type: 2, encode: () => null, decode: (data) => Uuid.of(Uint8Array.from(data)) });

  test('the same bytes are written', () => {
    fc.assert(
      fc.property(common, (value) => {
        expect(encode(value as Encodable)).toEqual(encodeElsewhere(value));
      }),
    );
  });

  test('each reads the output of the other', () => {
    fc.assert(
      fc.property(common, (value) => {
        expect(decodeElsewhere(encode(value as Encodable))).toEqual(value);
        expect(decode(Uint8Array.from(encodeElsewhere(value)))).toEqual(decode(encode(value as Encodable)));
      }),
    );
  });

  test('both read the same certificates, including dates and identifiers', () => {
    fc.assert(
      fc.property(valid.DeviceCertificate(), (certificate) => {
        const bytes = encode(certificate as unknown as Encodable);
        expect(decodeElsewhere(bytes, { extensionCodec })).toEqual({ ...(decode(bytes) as object) });
      }),
    );
  });
});
