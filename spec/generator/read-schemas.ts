import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Schema } from '../src/schemas/schema.ts';
import { type CommandFolder, type NamedSchema, pascalCase } from './named-schema.ts';
import { SourceError, sourcePaths } from './source-files.ts';

/** The keywords that JSON Schema lacks. spec/README.md explains them. */
export const ownKeywords: readonly string[] = [
  ...['wire', 'byteLength', 'keys', 'values', 'scalar'],
  ...['absent', 'redacts', 'families', 'method', 'path'],
];

/** The keywords of all schemas. All emitters understand them. */
const keywords: readonly string[] = [
  ...['$schema', '$ref', '$defs', 'title', 'description', 'type', 'const', 'enum', 'oneOf', 'anyOf'],
  ...['properties', 'required', 'additionalProperties', 'items', 'prefixItems', 'minItems'],
  ...['minimum', 'maximum', ...ownKeywords],
];

const parts = { request: 'Request', reply: 'Reply', body: 'Body', query: 'Query', result: 'Result' } as const;

/**
 * Reads every schema under `spec/`: types, certificates, commands, administration operations,
 * sorted by path.
 */
export function readSchemas(root: string): { schemas: NamedSchema[]; commands: CommandFolder[] } {
  const paths = sourcePaths(
    root,
    'types/*.json',
    'certificates/*/schema.json',
    'payloads/*/schema.json',
    'commands/**/schema.json',
    'administration/*/schema.json',
  );
  const documents = new Map(paths.map((path) => [path, parseJson(root, path)]));
  const titles = new Map([...documents].map(([path, schema]) => [path, String(schema.title)]));
  const schemas: NamedSchema[] = [];
  const commands: CommandFolder[] = [];
  for (const [path, document] of documents) {
    const resolve = (schema: Schema): Schema => rewrite(schema, path, titles);
    if (!path.startsWith('commands/') && !path.startsWith('administration/')) {
      const kind = path.startsWith('types/') ? 'type' : 'document';
      schemas.push({ name: String(document.title), kind, source: path, schema: resolve(document) });
      continue;
    }
    const name = String(document.title);
    for (const kind of Object.keys(parts) as (keyof typeof parts)[]) {
      const schema = document.$defs?.[kind];
      if (schema !== undefined) {
        schemas.push({ name: pascalCase(name) + parts[kind], kind, source: path, schema: resolve(schema) });
      }
    }
    if (path.startsWith('commands/')) commands.push(commandFolder(path, name, document, documents));
  }
  return { schemas, commands };
}

function parseJson(root: string, path: string): Schema {
  try {
    const schema = JSON.parse(readFileSync(join(root, path), 'utf8')) as Schema;
    expectKeywords(schema);
    return schema;
  } catch (error) {
    throw new SourceError(`spec/${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Checks the keywords of a schema and of the schemas inside it.
 * @throws {Error} when an emitter would pass over a keyword.
 */
function expectKeywords(schema: Schema): void {
  const unknown = Object.keys(schema).find((word) => !keywords.includes(word));
  if (unknown !== undefined)
    throw new Error(
      `\`${unknown}\` is not a keyword of these schemas (${keywords.join(', ')}); what they cannot say is a guard`,
    );
  const bound = ['minimum', 'maximum'].find((word) => word in schema);
  if (bound !== undefined && schema.type !== 'integer')
    throw new Error(`\`${bound}\` needs "type": "integer" beside it`);
  const { $defs, properties, items, additionalProperties, keys, values } = schema;
  for (const inner of [
    ...Object.values({ ...$defs, ...properties }),
    ...(schema.oneOf ?? schema.anyOf ?? []),
    ...(schema.prefixItems ?? []),
    ...[items, additionalProperties, keys, values],
  ])
    if (typeof inner === 'object') expectKeywords(inner);
}

function commandFolder(
  path: string,
  name: string,
  document: Schema,
  documents: ReadonlyMap<string, Schema>,
): CommandFolder {
  const folder = dirname(path);
  const family = folder.split('/')[1] ?? '';
  const families = Array.isArray(document.families) ? document.families.map(String) : [family];
  const replies = (document.$defs?.reply?.oneOf ?? []).map((reply) =>
    reply.$ref === undefined
      ? reply
      : (documents.get(posix.normalize(posix.join(folder, reply.$ref))) ?? reply),
  );
  return {
    name,
    folder,
    families,
    mapFields: mapFieldsOf(document.$defs?.request ?? {}),
    replyMapFields: replies.flatMap(mapFieldsOf),
    statuses: replies.map((reply) => String(reply.properties?.status?.const)),
  };
}

const mapFieldsOf = (schema: Schema): string[] =>
  Object.entries(schema.properties ?? {})
    .filter(([, field]) => field.wire === 'map')
    .map(([name]) => name);

function rewrite(schema: Schema, path: string, titles: ReadonlyMap<string, string>): Schema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string' || value.startsWith('#/definitions/')) return value;
    const target = posix.normalize(posix.join(posix.dirname(path), value));
    const title = titles.get(target);
    if (title === undefined)
      throw new SourceError(`spec/${path}: $ref ${value} points to ${target}, which is not a schema`);
    return `#/definitions/${title}`;
  }) as Schema;
}
