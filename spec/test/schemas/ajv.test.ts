import { near, valid } from '@parsec-spec/spec/arbitraries';
import { DateTime, Float, Uuid } from '@parsec-spec/spec/codec';
import { explain, type SchemaName, validate } from '@parsec-spec/spec/validate';
import type { ErrorObject } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import schemas from '../../src/generated/schemas.json' with { type: 'json' };
import { type Check, compile } from '../../src/schemas/compile.ts';
import type { Schema } from '../../src/schemas/schema.ts';
import { ajvOracle } from '../support/ajv-oracle.ts';

const names = Object.keys(valid) as SchemaName[];
const published = schemas as object as Readonly<Record<string, Schema>>;
const errorsOf = ajvOracle(published);

const strange: readonly unknown[] = [
  ...[
    null,
    undefined,
    true,
    '',
    'a~b/c',
    0,
    -1,
    1.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    2 ** 64,
    2 ** 65,
    -1n,
    2n ** 64n,
  ],
  ...[[], [1, 2, 3], {}, { 'a~b/c': 1 }, new Map(), new Map([[1, 2]]), new Uint8Array(3), new Uint8Array(32)],
  ...[new Float(1.5), DateTime.of(0n), Uuid.of(new Uint8Array(16)), 'lower', 'ADMIN', 'a@b.c'],
];
const anything = fc.oneof(fc.constantFrom(...strange), fc.anything({ maxDepth: 2 }));

/** Values in which one part, at any depth, was removed, repeated or replaced. */
function changed(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      values,
      anything,
      fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('replace', 'drop', 'repeat'),
    )
    .map(([value, replacement, path, how]) => change(value, replacement, path, how));
}

function change(value: unknown, replacement: unknown, path: readonly number[], how: string): unknown {
  const [pick = 0, ...rest] = path;
  const inner = (part: unknown): unknown => change(part, replacement, rest, how);
  if (path.length === 0) return replacement;
  if (Array.isArray(value)) {
    const at = pick % (value.length + 1);
    if (rest.length > 0 && at < value.length) return value.with(at, inner(value[at]));
    return how === 'drop'
      ? value.toSpliced(at, 1)
      : value.toSpliced(at, 0, how === 'repeat' ? value[0] : replacement);
  }
  if (value instanceof Map) {
    const entries = [...value];
    const [key, content] = entries[0] ?? [replacement, replacement];
    const changed = pick % 2 === 0 ? [inner(key), content] : [key, inner(content)];
    return new Map(entries.toSpliced(0, 1, changed as [unknown, unknown]));
  }
  if (value?.constructor !== Object) return replacement;
  const fields = Object.entries(value);
  const at = pick % (fields.length + 1);
  const [name, field] = fields[at] ?? ['a~b/c', undefined];
  if (how === 'drop') return Object.fromEntries(fields.toSpliced(at, 1));
  return { ...value, [name]: inner(field) };
}

/** The text of `explain`, from ajv. */
function sentence([first]: readonly ErrorObject[]): string | undefined {
  return first && `${first.instancePath || 'the value'} ${first.message}`;
}

// Words of a schema that lead to other schemas and refuse nothing themselves.
const leading = ['$ref', 'properties', 'additionalProperties', 'prefixItems'];

/** The words of a schema that can refuse a value. */
function refusingWords(schema: Schema): readonly string[] {
  const { properties, oneOf, anyOf, prefixItems, items, additionalProperties, keys, values } = schema;
  const inner = [...Object.values(properties ?? {}), ...(oneOf ?? anyOf ?? prefixItems ?? [])];
  const parts = [...inner, items, additionalProperties, keys, values].filter(
    (part) => typeof part === 'object',
  );
  return [...Object.keys(schema).filter((word) => !leading.includes(word)), ...parts.flatMap(refusingWords)];
}

describe('ajv and the closures say the same about values of each published schema', () => {
  const reached = new Set<string>();
  test.each(names)('%s', (name) => {
    const alterations = changed(valid[name]());
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(valid[name](), near[name](), alterations, alterations, anything), (value) => {
        const errors = errorsOf(name, value);
        expect(explain(name, value)).toBe(sentence(errors));
        expect(validate(name, value)).toBe(errors.length === 0);
        if (errors.length === 0) accepted++;
        else refused++;
        for (const { keyword } of errors) reached.add(keyword);
      }),
      // Each strange value is tried, because few values reach some words.
      { numRuns: 300 + strange.length, examples: strange.map((value) => [value]) },
    );
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  test('the values reached each word of the schemas that refuses', () => {
    expect([...reached].sort()).toEqual([...new Set(Object.values(published).flatMap(refusingWords))].sort());
  });
});

describe('ajv and the closures say the same about values of schemas of other forms', () => {
  const text: Schema = { type: 'string' };
  const count: Schema = { type: 'integer', minimum: 1, maximum: 2 };
  const union: Schema[] = [
    text,
    count,
    { const: 1 },
    { enum: [2, true] },
    { type: 'object', required: ['a'] },
  ];
  const forms: Readonly<Record<string, Schema>> = {
    Exactly: { oneOf: union },
    Any: { anyOf: union.toReversed() },
    Overlapping: { oneOf: [{ type: 'integer' }, count, { const: 1 }] },
    Tuple: { type: 'array', prefixItems: [text, count], items: false, minItems: 1 },
    Rest: { type: 'array', prefixItems: [text], items: { $ref: 'Any' } },
    Fields: {
      type: 'object',
      properties: { a: text, 'a~b/c': { $ref: 'Exactly' } },
      required: ['a~b/c', 'a'],
    },
    Others: { type: 'object', properties: { a: text }, additionalProperties: { $ref: 'Overlapping' } },
    Entries: { wire: 'map', keys: text, values: { wire: 'bin', byteLength: 3 } },
    Nothing: {},
  };
  const otherErrors = ajvOracle(forms);
  const checkOf = (name: string): Check => compile(forms[name]!, checkOf);
  const part = fc.oneof(fc.constantFrom(...strange, 1, 2, 'a', true, { a: 1 }), anything);
  const values = fc.oneof(
    part,
    fc.array(part, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'a~b/c'), part),
    fc.uniqueArray(fc.tuple(fc.oneof(fc.string(), part), part)).map((entries) => new Map(entries)),
  );
  test.each(Object.keys(forms))('%s', (name) => {
    fc.assert(
      fc.property(values, (value) => {
        const problem = checkOf(name)(value);
        expect(problem && `${problem.path || 'the value'} ${problem.message}`).toBe(
          sentence(otherErrors(name, value)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
