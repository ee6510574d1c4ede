import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { Schema } from '../src/schemas/schema.ts';
import type { NamedSchema } from './named-schema.ts';

const tsTypes: Record<string, string> = {
  bin: 'Uint8Array',
  datetime: 'DateTime',
  uuid: 'Uuid',
  float: 'Float',
  u64: 'number | bigint',
  i64: 'number | bigint',
  u32: 'number',
};

/** Emits the TypeScript types of all schemas as one module, with the interface `TypesByName`. */
export async function emitTypes(schemas: readonly NamedSchema[]): Promise<string> {
  const definitions = Object.fromEntries(
    schemas.map(({ name, schema }) => [name, forTypeScript({ ...schema, title: name })]),
  );
  const root = { title: 'Everything', type: 'object', definitions, properties: {} };
  const source = await compile(root as unknown as JSONSchema, 'Everything', {
    additionalProperties: false,
    bannerComment: '',
    unreachableDefinitions: true,
    format: false,
  });
  const index = schemas.map(({ name }) => `  ${name}: ${name};`).join('\n');
  return [
    "import type { DateTime, Float, Uuid } from '../codec/index.ts';",
    '',
    source
      .replace(/export interface Everything \{\s*\}\n/, '')
      .replace(/ \* ?\n \* This interface was referenced by[\s\S]*?\*\/\n/g, ' */\n')
      .replace(/\/\*\*\n \* This interface was referenced by[\s\S]*?\*\/\n/g, '')
      .trim(),
    '',
    "/** Every schema's type by its name. */",
    'export interface TypesByName {',
    index,
    '}',
    '',
  ].join('\n');
}

// json-schema-to-typescript reads draft-07: tuples are spelt `items`, and our own schema words
// become `tsType`.
function forTypeScript(schema: Schema): Schema {
  const {
    $ref,
    prefixItems,
    wire,
    keys,
    values,
    byteLength,
    scalar,
    $schema,
    families,
    method,
    path,
    absent,
    redacts,
    ...rest
  } = schema;
  // A reference becomes the type name itself: the library would make a numbered duplicate for one
  // with its own description.
  if ($ref !== undefined) return { ...rest, tsType: referenced(schema) };
  const out: Schema = Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => [keyword, descend(keyword, value)]),
  );
  if (prefixItems !== undefined) {
    out.items = prefixItems.map(forTypeScript) as unknown as Schema;
    out.minItems = out.maxItems = prefixItems.length;
  }
  if (wire === 'map') out.tsType = `ReadonlyMap<${referenced(keys)}, ${referenced(values)}>`;
  else if (wire !== undefined) out.tsType = tsTypes[wire] ?? fail(`unknown wire word ${wire}`);
  return out;
}

function descend(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === '$defs') {
    return Object.fromEntries(
      Object.entries(value as Record<string, Schema>).map(([name, item]) => [name, forTypeScript(item)]),
    );
  }
  if (keyword === 'oneOf' || keyword === 'anyOf') return (value as Schema[]).map(forTypeScript);
  if ((keyword === 'items' || keyword === 'additionalProperties') && typeof value === 'object')
    return forTypeScript(value as Schema);
  return value;
}

function referenced(schema: Schema | undefined): string {
  if (schema?.$ref !== undefined) return schema.$ref.replace('#/definitions/', '');
  if (schema?.type === 'array' && typeof schema.items === 'object')
    return `readonly ${referenced(schema.items)}[]`;
  return fail('the keys and values of a wire map are references, or arrays of references');
}

function fail(message: string): never {
  throw new Error(message);
}
