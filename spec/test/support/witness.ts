import { resolve } from 'node:path';
import * as TJS from 'typescript-json-schema';

/** A JSON Schema as typescript-json-schema prints it, or as our files contain it. */
export interface AnySchema {
  [keyword: string]: unknown;
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, AnySchema>;
  required?: string[];
  items?: AnySchema | AnySchema[] | false;
  prefixItems?: AnySchema[];
  additionalProperties?: AnySchema | boolean;
  anyOf?: AnySchema[];
  oneOf?: AnySchema[];
  definitions?: Record<string, AnySchema>;
  wire?: string;
}

/**
 * The way back, by another library: a schema made from the generated TypeScript type of that name.
 */
export function schemaFromType(name: string): AnySchema {
  generator ??= build();
  return generator.getSchemaForSymbol(name) as AnySchema;
}

let generator: TJS.JsonSchemaGenerator | undefined;

function build(): TJS.JsonSchemaGenerator {
  const program = TJS.programFromConfig(resolve(import.meta.dirname, '../../tsconfig.schema.json'));
  const built = TJS.buildGenerator(program, {
    required: true,
    aliasRef: true,
    topRef: false,
    strictNullChecks: true,
    ignoreErrors: true,
  });
  if (built === null) throw new Error('typescript-json-schema could not read the generated types');
  return built;
}

/**
 * The facts of a value that both sides can express: keys, which are required, unions, literals,
 * lists. A class (Uuid, DateTime, Float, Uint8Array, Map) is `wire`.
 */
export type Skeleton = string | { [key: string]: Skeleton } | Skeleton[];

/** Reduces a schema to its skeleton. `lookUp` resolves a reference. */
export function skeleton(schema: AnySchema, lookUp: (ref: string) => AnySchema | 'wire'): Skeleton {
  const descend = (item: AnySchema): Skeleton => skeleton(item, lookUp);
  if (schema.wire !== undefined) return ['u64', 'i64', 'u32'].includes(schema.wire) ? 'number' : 'wire';
  if (schema.$ref !== undefined) {
    const target = lookUp(schema.$ref);
    return target === 'wire' ? 'wire' : descend(target);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const union = schema.oneOf ?? schema.anyOf;
  if (schema.enum !== undefined) return flat(schema.enum.map((word) => JSON.stringify(word)));
  if (union !== undefined) return flat(union.map(descend));
  if (Array.isArray(schema.type)) return flat(schema.type.map((type) => descend({ ...schema, type })));
  if (schema.type === 'array') return list(schema, descend);
  if (schema.type === 'object') return object(schema, descend);
  return schema.type === 'integer' ? 'number' : String(schema.type);
}

function list(schema: AnySchema, descend: (item: AnySchema) => Skeleton): Skeleton {
  const tuple = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined);
  if (tuple !== undefined)
    return { tuple: Object.fromEntries(tuple.map((item, index) => [String(index), descend(item)])) };
  const item = descend(typeof schema.items === 'object' ? (schema.items as AnySchema) : {});
  // The tool prints a Uint8Array as a list of numbers.
  return item === 'number' ? 'wire' : { list: item };
}

function object(schema: AnySchema, descend: (item: AnySchema) => Skeleton): Skeleton {
  if (typeof schema.additionalProperties === 'object') return { map: descend(schema.additionalProperties) };
  const fields = Object.entries(schema.properties ?? {}).map(([name, item]): [string, Skeleton] => [
    schema.required?.includes(name) ? name : `${name}?`,
    descend(item),
  ]);
  // The tool prints a Map like this.
  if (fields.length === 1 && fields[0]?.[0] === 'size') return 'wire';
  return { object: Object.fromEntries(fields.sort(([left], [right]) => (left < right ? -1 : 1))) };
}

// A union is a set: nested ones are flattened, duplicates dropped, and the order ignored.
function flat(members: Skeleton[]): Skeleton {
  const all = members.flatMap((member) => (Array.isArray(member) ? member : [member]));
  const unique = [...new Map(all.map((member) => [JSON.stringify(member), member])).entries()];
  const sorted = unique.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, member]) => member);
  return sorted.length === 1 ? (sorted[0] ?? '') : sorted;
}
