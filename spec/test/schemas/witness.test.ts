import { resolve } from 'node:path';
import { near, valid } from '@parsec-spec/spec/arbitraries';
import { explain, type SchemaName } from '@parsec-spec/spec/validate';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSchemas } from '../../generator/read-schemas.ts';
import { type AnySchema, schemaFromType, skeleton } from '../support/witness.ts';

const { schemas } = readSchemas(resolve(import.meta.dirname, '..', '..'));
const byName = new Map(schemas.map(({ name, schema }) => [name, schema as unknown as AnySchema]));
const classes = /(^|\.|\/)(Uuid|DateTime|Float|Uint8Array|ReadonlyMap<.*|Map<.*)$/;

// Words of a schema that TypeScript cannot express, each with the reason.
const beyondTypeScript: Record<string, string> = {
  'must be integer': 'a TypeScript number may have a fraction',
  'must be >=': 'types have no ranges',
  'must be <=': 'types have no ranges',
  'must be a valid':
    'a text with a rule of its own (organization id, e-mail, label, UUID) is a string to TypeScript',
};

const ours = (ref: string): AnySchema =>
  byName.get(ref.replace('#/definitions/', '')) ?? expect.unreachable(ref);
const theirs =
  (root: AnySchema) =>
  (ref: string): AnySchema | 'wire' => {
    const name = decodeURIComponent(ref.replace('#/definitions/', ''));
    return classes.test(name) ? 'wire' : (root.definitions?.[name] ?? expect.unreachable(ref));
  };

describe('typescript-json-schema, from the generated types back to schemas', () => {
  test.each([...byName.keys()])('%s has the same keys, required fields, unions and literals', (name) => {
    const back = schemaFromType(name);
    const made = byName.get(name);
    const wholeIsWire = made?.wire !== undefined && !['u64', 'i64', 'u32'].includes(made.wire);
    expect(wholeIsWire ? 'wire' : skeleton(back, theirs(back))).toEqual(skeleton(made ?? {}, ours));
  });

  const json = schemas
    .filter(({ kind }) => kind === 'body' || kind === 'query' || kind === 'result')
    .map(({ name }) => name as SchemaName);
  test('there are plain JSON schemas to compare', () => {
    expect(json.length).toBeGreaterThanOrEqual(9);
  });

  test.each(json)('%s: both accept and refuse the same JSON values', (name) => {
    const accepts = new Ajv({ strict: false, validateFormats: false }).compile(schemaFromType(name));
    const values = fc.oneof(
      valid[name](),
      near[name]().map((value) => JSON.parse(JSON.stringify(value ?? null))),
      mutated(valid[name]()),
    );
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(values, (value) => {
        const problem = explain(name, value);
        const other = accepts(value);
        if (problem === undefined) expect(other, 'accepted by the schema, refused by the type').toBe(true);
        else if (other)
          expect(
            Object.keys(beyondTypeScript).some((words) => problem.includes(words)),
            problem,
          ).toBe(true);
        if (problem === undefined) accepted++;
        else if (!other) refused++;
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(0);
    // A schema without a required or typed field refuses only values that are not objects.
    expect(refused).toBeGreaterThan(0);
  });
});

/** Replaces one part of a valid value by any JSON value. */
function mutated(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(values, fc.jsonValue({ maxDepth: 1 }), fc.nat()).map(([value, replacement, pick]) => {
    const copy = JSON.parse(JSON.stringify(value)) as unknown;
    const keys = typeof copy === 'object' && copy !== null ? Object.keys(copy) : [];
    const key = keys[pick % (keys.length + 1)];
    if (key === undefined) return replacement;
    (copy as Record<string, unknown>)[key] = replacement;
    return copy;
  });
}
