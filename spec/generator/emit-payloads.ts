import type { NamedSchema } from './named-schema.ts';

/** Emits the schema and the key order of each type of payload, and their types. */
export function emitPayloads(schemas: readonly NamedSchema[]): string {
  const payloads = schemas
    .filter(({ source }) => source.startsWith('payloads/'))
    .map(({ name, source, schema }) => ({
      name,
      type: source.split('/')[1] ?? '',
      keys: Object.keys(schema.properties ?? {}),
    }));
  return [
    "import type * as Types from './types.ts';",
    '',
    '/** The schema of each type of payload, and its keys in the order in which Parsec writes them. */',
    'export const payloadShapes = {',
    ...payloads.map(({ name, type, keys }) => `  ${type}: ${JSON.stringify({ schema: name, keys })},`),
    '} as const;',
    '',
    '/** The payload of each type. */',
    'export interface PayloadOf {',
    ...payloads.map(({ name, type }) => `  readonly ${type}: Types.${name};`),
    '}',
    '',
  ].join('\n');
}
