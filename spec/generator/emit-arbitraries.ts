import type { Schema } from '../src/schemas/schema.ts';
import type { NamedSchema } from './named-schema.ts';

/**
 * Emits fast-check arbitraries of all schemas: `valid.X` makes values that the schema accepts,
 * `near.X` makes values that differ from a valid one by one mistake.
 */
export function emitArbitraries(schemas: readonly NamedSchema[]): string {
  const lines = schemas.map(
    ({ name, schema }) =>
      `  ${name}: (): fc.Arbitrary<Types.${name}> => ${expression(schema)} as fc.Arbitrary<Types.${name}>,`,
  );
  const mistakes = schemas.map(
    ({ name, schema }) =>
      `  ${name}: (): fc.Arbitrary<unknown> => nearMiss(valid.${name}(), ${JSON.stringify(mistakesOf(schema))}),`,
  );
  return [
    "import fc from 'fast-check';",
    "import { bin, datetime, float, i64, integer, nearMiss, scalar, u32, u64, uuid, wireMap } from '../schemas/arbitrary-parts.ts';",
    "import type * as Types from './types.ts';",
    '',
    '/** Values that the schema accepts. */',
    'export const valid = {',
    ...lines,
    '};',
    '',
    '/** Values one mistake away from an accepted one: a field dropped, of another type or length, an unknown word. */',
    'export const near = {',
    ...mistakes,
    '};',
    '',
  ].join('\n');
}

function expression(schema: Schema): string {
  if (schema.$ref !== undefined) return `valid.${schema.$ref.replace('#/definitions/', '')}()`;
  if (schema.const !== undefined) return `fc.constant(${JSON.stringify(schema.const)})`;
  if (schema.enum !== undefined)
    return `fc.constantFrom(${schema.enum.map((word) => JSON.stringify(word)).join(', ')})`;
  const union = schema.oneOf ?? schema.anyOf;
  if (union !== undefined) return `fc.oneof(${union.map(expression).join(', ')})`;
  if (schema.wire !== undefined) return wireExpression(schema);
  switch (schema.type) {
    case 'null':
      return 'fc.constant(null)';
    case 'boolean':
      return 'fc.boolean()';
    case 'integer':
      return `integer(${schema.minimum ?? 'Number.MIN_SAFE_INTEGER'}, ${Math.min(Number(schema.maximum ?? Infinity), Number.MAX_SAFE_INTEGER)})`;
    case 'string':
      return schema.scalar === undefined
        ? "fc.string({ unit: 'grapheme', maxLength: 40 })"
        : `scalar('${schema.scalar}')`;
    case 'array':
      return arrayExpression(schema);
    case 'object':
      return objectExpression(schema);
    default:
      throw new Error(`no arbitrary for the schema ${JSON.stringify(schema)}`);
  }
}

function wireExpression(schema: Schema): string {
  if (schema.wire === 'bin') return `bin(${schema.byteLength ?? ''})`;
  if (schema.wire === 'map')
    return `wireMap(${expression(schema.keys ?? {})}, ${expression(schema.values ?? {})})`;
  return `${schema.wire}()`;
}

function arrayExpression(schema: Schema): string {
  if (schema.prefixItems !== undefined) return `fc.tuple(${schema.prefixItems.map(expression).join(', ')})`;
  return `fc.array(${expression(schema.items === false ? {} : (schema.items ?? {}))}, { maxLength: 5 })`;
}

function objectExpression(schema: Schema): string {
  if (typeof schema.additionalProperties === 'object') {
    return `fc.dictionary(fc.stringMatching(/^[a-z]{2}_[A-Z]{2}$/), ${expression(schema.additionalProperties)}, { maxKeys: 3 })`;
  }
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, item]) => `${name}: ${expression(item)}`,
  );
  const required = (schema.required ?? []).map((name) => `'${name}'`).join(', ');
  return `fc.record({ ${fields.join(', ')} }, { requiredKeys: [${required}] })`;
}

/** Says for each top-level field whether dropping it is a mistake. */
function mistakesOf(schema: Schema): { drop: readonly string[]; fields: readonly string[] } | null {
  if (schema.type !== 'object' || schema.properties === undefined) return null;
  const drop = schema.required ?? [];
  const fields = Object.entries(schema.properties)
    .filter(([, item]) => !(item.type === 'object'))
    .map(([name]) => name);
  return { drop, fields };
}
