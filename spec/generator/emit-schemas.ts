import { compile } from '../src/schemas/compile.ts';
import type { NamedSchema } from './named-schema.ts';
import { SourceError } from './source-files.ts';

/** Keywords that do not restrict a value. A field of such a name is kept: its value is a schema. */
const annotations = ['$schema', 'title', 'description', 'absent', 'redacts', 'families', 'method', 'path'];

/**
 * Emits the schemas that `validate` compiles, one in a line.
 * @throws {SourceError} names the file of a schema that cannot be compiled.
 */
export function emitSchemas(schemas: readonly NamedSchema[]): string {
  const lines = schemas.map(({ name, source, schema }) => {
    try {
      compile(schema, () => () => undefined);
    } catch (error) {
      throw new SourceError(`spec/${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return `${JSON.stringify(name)}: ${JSON.stringify(schema, keyword)}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

function keyword(key: string, value: unknown): unknown {
  const isSchema = value instanceof Object && !Array.isArray(value);
  if (annotations.includes(key) && !isSchema) return undefined;
  return key === '$ref' && !isSchema ? String(value).replace('#/definitions/', '') : value;
}
