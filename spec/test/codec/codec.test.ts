import {
  CodecError,
  DateTime,
  Duplicate,
  decode,
  encode,
  Float,
  UnknownExt,
  Uuid,
} from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
  return 'no error';
};

describe('encode writes the shortest form', () => {
  test.each([
    [null, 'c0'],
    [true, 'c3'],
    [0, '00'],
    [127, '7f'],
    [128, 'cc80'],
    [255, 'ccff'],
    [256, 'cd0100'],
    [65_536, 'ce00010000'],
    [2 ** 32, 'cf0000000100000000'],
    [0xffff_ffff_ffff_ffffn, 'cfffffffffffffffff'],
    [-1, 'ff'],
    [-32, 'e0'],
    [-33, 'd0df'],
    [-129, 'd1ff7f'],
    [-32_769, 'd2ffff7fff'],
    [-(2 ** 31) - 1, 'd3ffffffff7fffffff'],
    [-0x8000_0000_0000_0000n, 'd38000000000000000'],
    [5n, '05'],
    ['', 'a0'],
    ['é', 'a2c3a9'],
    ['x'.repeat(32), `d920${'78'.repeat(32)}`],
    [new Uint8Array(16), `c410${'00'.repeat(16)}`],
    [new Float(300), 'cb4072c00000000000'],
    [DateTime.of(-1n), 'd701ffffffffffffffff'],
    [Uuid.of(new Uint8Array(16).fill(1)), `d802${'01'.repeat(16)}`],
    [[1, [2]], '92019102'],
    [{ a: 1, left: undefined, b: null }, '82a16101a162c0'],
  ] as const)('%s', (value, expected) => {
    expect(hex(encode(value))).toBe(expected);
  });

  test('the published sample of a reply', () => {
    const at = (text: string): DateTime => DateTime.parse(text) ?? expect.unreachable();
    const reply = {
      status: 'timestamp_out_of_ballpark',
      ballpark_client_early_offset: new Float(300),
      ballpark_client_late_offset: new Float(320),
      client_timestamp: at('2024-12-31T23:50:00Z'),
      server_timestamp: at('2025-01-01T00:00:00Z'),
    };
    expect(hex(encode(reply))).toBe(
      '85a6737461747573b974696d657374616d705f6f75745f6f665f62616c6c7061726bbc62616c6c7061726b5f636c69656e745f6561726c795f6f6666736574cb4072c00000000000bb62616c6c7061726b5f636c69656e745f6c6174655f6f6666736574cb4074000000000000b0636c69656e745f74696d657374616d70d70100062a9996491a00b07365727665725f74696d657374616d70d70100062a99ba0c6000',
    );
  });

  test.each([[1.5], [Number.NaN], [2 ** 53], [2n ** 64n], ['\ud800']])(
    '%s has no form and is refused',
    (value) => {
      expect(['unencodable', 'utf8']).toContain(codeOf(() => encode(value)));
    },
  );
});

describe('decode in wire mode accepts any legal msgpack', () => {
  test.each([
    ['cd0001', 1],
    ['d90161', 'a'],
    ['dc000101', [1]],
    ['c70801 00062a99ba0e4240', DateTime.parse('2025-01-01T00:00:00.123456Z')],
    [`c71002${'aa'.repeat(16)}`, Uuid.of(new Uint8Array(16).fill(0xaa))],
    ['01ff', 1],
    ['ca43960000', new Float(300)],
    ['cfffffffffffffffff', 0xffff_ffff_ffff_ffffn],
    ['cf001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ])('%s', (input, expected) => {
    expect(decode(bytes(input))).toEqual(expected);
  });

  test('a repeated key and an unknown extension become values that no schema accepts', () => {
    const value = decode(bytes('83 a161 01 a161 02 a162 d405ff')) as Record<string, unknown>;
    expect(value.a).toBeInstanceOf(Duplicate);
    expect(value.b).toBeInstanceOf(UnknownExt);
  });

  test('text keys give an object without prototype, other keys a Map', () => {
    expect(Object.getPrototypeOf(decode(bytes('81 a95f5f70726f746f5f5f 01')))).toBeNull();
    const map = decode(encode(new Map([[Uuid.of(new Uint8Array(16)), 3]])));
    expect(map).toBeInstanceOf(Map);
    expect([...(map as Map<Uuid, number>)].map(([key, value]) => [key.hex, value])).toEqual([
      ['0'.repeat(32), 3],
    ]);
  });
});

describe('a map as a key', () => {
  test.each(['81 81a368657801 01', '82 01c0 81a368657801 01', '81 80 01', '81 9001'])(
    'is refused: %s',
    (hex) => {
      for (const mode of ['wire', 'canonical'] as const)
        expect(codeOf(() => decode(bytes(hex), { mode }))).toBe('key');
    },
  );
});

describe('limits on the number of values', () => {
  const list = (count: number, item: string) =>
    Buffer.concat([
      Uint8Array.of(0xdd),
      be32(count),
      Buffer.from(item.replaceAll(' ', '').repeat(count), 'hex'),
    ]);
  const be32 = (value: number) => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(value);
    return four;
  };

  test.each([
    ['empty maps', '80'],
    ['empty byte strings', 'c400'],
    ['short texts', 'a26162'],
    ['unknown extensions', 'd405ff'],
  ])('values that take many times their bytes in memory are refused: %s', (_, item) => {
    expect(codeOf(() => decode(list(200_000, item)))).toBe('too-many');
    expect(decode(list(4_000, item))).toHaveLength(4_000);
    expect(codeOf(() => decode(list(1_001, item), { maxValues: 1_001 }))).toBe('too-many');
    expect(decode(list(1_000, item), { maxValues: 1_001 })).toHaveLength(1_000);
  });

  test('dates and identifiers do not count, and canonical input has no limit', () => {
    const dates = list(5_000, 'd701 0000000000000001');
    expect(decode(dates, { maxValues: 2 })).toHaveLength(5_000);
    expect(decode(list(5_000, `d802 ${'00'.repeat(16)}`), { maxValues: 2 })).toHaveLength(5_000);
    expect(decode(list(200_000, '80'), { mode: 'canonical' })).toHaveLength(200_000);
  });

  test('integer keys are limited, because their hashes in a Map can be made to collide', () => {
    const map = (count: number) =>
      Buffer.concat([
        Uint8Array.of(0xdf),
        be32(count),
        ...Array.from({ length: count }, (_, key) =>
          Buffer.concat([Uint8Array.of(0xce), be32(key), Uint8Array.of(0xc0)]),
        ),
      ]);
    expect(decode(map(256))).toHaveProperty('size', 256);
    expect(codeOf(() => decode(map(257)))).toBe('too-many');
  });
});

describe('identifiers as keys', () => {
  const uuid = (index: number) =>
    Uuid.of(Uint8Array.from({ length: 16 }, (_, at) => (index >> (8 * at)) & 0xff));

  test('that appear twice are one key, with the last value at the position of the first', () => {
    const twice = Buffer.concat([
      bytes('83'),
      ...[
        [uuid(1), 1],
        [uuid(2), 2],
        [uuid(1), 3],
      ].flatMap(([key, value]) => [encode(key as Uuid), encode(value as number)]),
    ]);
    const map = decode(twice) as Map<Uuid, number>;
    expect([...map].map(([key, value]) => [key.hex, value])).toEqual([
      [uuid(1).hex, 3],
      [uuid(2).hex, 2],
    ]);
    expect(codeOf(() => decode(twice, { mode: 'canonical' }))).toBe('not-canonical');
  });

  test('a text and an integer with the same digits are two keys', () => {
    const map = decode(bytes('82 a131 c3 01 c2')) as Map<unknown, boolean>;
    expect([...map]).toEqual([
      ['1', true],
      [1, false],
    ]);
  });

  test('100,000 of them are read in linear time', () => {
    // Quadratic time would take five minutes, longer than a test may take.
    const input = encode(new Map(Array.from({ length: 100_000 }, (_, index) => [uuid(index), index])));
    expect((decode(input) as Map<Uuid, number>).size).toBe(100_000);
  });
});

describe('decode refuses with the problem named', () => {
  test.each([
    ['', 'truncated'],
    ['92 01', 'truncated'],
    ['dd ffffffff', 'truncated'],
    ['c1', 'reserved'],
    ['a1 ff', 'utf8'],
    ['a3 eda080', 'utf8'],
    ['d7 01 7fffffffffffffff', 'date'],
    ['d7 01 8000000000000000', 'date'],
    ['d6 01 00000000', 'ext'],
    ['c7 0f 02 000000000000000000000000000000', 'ext'],
    ['81 90 01', 'key'],
  ])('%s → %s', (input, code) => {
    expect(codeOf(() => decode(bytes(input)))).toBe(code);
  });

  test('nesting beyond 1000 levels, in bounded time', () => {
    expect(codeOf(() => decode(new Uint8Array(100_000).fill(0x91)))).toBe('depth');
    const deep = new Uint8Array(901).fill(0x91);
    deep[900] = 0xc0;
    expect(codeOf(() => decode(deep))).toBe('no error');
  });

  test.each([
    ['cd0001', 'not-canonical'],
    ['0101', 'trailing'],
    ['82 a161 01 a161 02', 'not-canonical'],
    ['c70801 00062a99ba0e4240', 'not-canonical'],
    ['d405ff', 'ext'],
    ['ca43960000', 'not-canonical'],
  ])('canonical mode: %s → %s', (input, code) => {
    expect(codeOf(() => decode(bytes(input), { mode: 'canonical' }))).toBe(code);
  });
});

describe('dates', () => {
  test.each([
    ['2021-12-04T11:50:43.208820Z', 1_638_618_643_208_820n, '2021-12-04T11:50:43.208820Z'],
    ['2021-12-04T13:50:43.2088209+02:00', 1_638_618_643_208_820n, '2021-12-04T11:50:43.208820Z'],
    ['1970-01-01T00:00:00Z', 0n, '1970-01-01T00:00:00Z'],
    ['2020-02-29T00:00:00.5Z', 1_582_934_400_500_000n, '2020-02-29T00:00:00.500Z'],
  ])('%s is read, and is written in UTC', (text, micros, printed) => {
    expect(DateTime.parse(text)?.micros).toBe(micros);
    expect(DateTime.of(micros).toString()).toBe(printed);
  });

  test.each([
    '2021-02-29T00:00:00Z',
    '2021-01-01T00:00:00',
    '2021-01-01',
    'now',
    '2021-01-01T24:00:00Z',
    '2021-13-01T00:00:00Z',
  ])('%s is no date', (text) => {
    expect(DateTime.parse(text)).toBeUndefined();
  });
});
