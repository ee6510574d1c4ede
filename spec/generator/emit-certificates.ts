import type { Schema } from '../src/schemas/schema.ts';
import type { NamedSchema } from './named-schema.ts';
import { SourceError } from './source-files.ts';

/**
 * Emits the shape of each type of certificate, and the types of loaded certificates.
 * @throws {SourceError} when a schema does not declare its redacted fields, or the meaning of an
 * absent field.
 */
export function emitCertificates(schemas: readonly NamedSchema[]): string {
  const certificates = schemas
    .filter(({ source }) => source.startsWith('certificates/'))
    .map(({ name, source, schema }) => ({ name, schema, type: source.split('/')[1] ?? '' }));
  const shapes = certificates.map(
    ({ name, type, schema }) => `  ${type}: ${JSON.stringify(shapeOf(name, schema))},`,
  );
  const types = certificates.map(
    ({ name, type, schema }) =>
      `/** ${schema.description} */\nexport type ${name} = Loaded<Types.${name}, (typeof certificateShapes)['${type}']['absent']>;\n`,
  );
  return [
    "import type * as Types from './types.ts';",
    '',
    '/** Of each type: its schema, its keys in the order in which Parsec writes them, values for absent keys, and the fields that are nil in its redacted form. */',
    'export const certificateShapes = {',
    ...shapes,
    '} as const;',
    '',
    '/** A certificate whose absent fields have their values. */',
    'type Loaded<Written, Absent> = Omit<Written, keyof Absent> & {',
    '  [Name in keyof Absent & keyof Written]-?: Absent[Name] extends null',
    '    ? Exclude<Written[Name], undefined>',
    '    : NonNullable<Written[Name]>;',
    '};',
    '',
    ...types,
    '/** The certificate of each type. */',
    'export interface CertificateOf {',
    ...certificates.map(({ name, type }) => `  readonly ${type}: ${name};`),
    '}',
    '',
  ].join('\n');
}

function shapeOf(name: string, { properties = {}, required = [], redacts }: Schema) {
  const keys = Object.keys(properties);
  const unknown = redacts?.find((field) => !keys.includes(field));
  if (redacts === undefined || unknown !== undefined) {
    throw new SourceError(
      `${name}: \`redacts\` must list the fields that are nil in the redacted form; [] = it has none`,
    );
  }
  const absent = Object.entries(properties).filter(([, { absent }]) => absent !== undefined);
  const bare = keys.find((key) => !required.includes(key) && !absent.some(([field]) => field === key));
  if (bare !== undefined)
    throw new SourceError(
      `${name}: ${bare} is not required: \`absent\` must say its value when it is absent`,
    );
  return {
    schema: name,
    keys,
    absent: Object.fromEntries(absent.map(([key, { absent }]) => [key, absent])),
    redacts,
  };
}
