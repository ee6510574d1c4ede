import { _, Ajv2020, type KeywordCxt, Name } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { scalarWords, wireWords } from '../src/schemas/wire.ts';
import type { NamedSchema } from './named-schema.ts';
import { SourceError } from './source-files.ts';

/**
 * Emits validators compiled ahead of time by ajv, as plain code without `eval` at run time. Our own
 * schema words become calls to `src/schemas`.
 */
export function emitValidators(schemas: readonly NamedSchema[]): string {
  const ajv = withSchemas(schemas);
  const names = Object.fromEntries(schemas.map(({ name }) => [name, `spec:/${name}`]));
  const code = compiled(() => standaloneCode.default(ajv, names), schemas);
  if (/\brequire\(/.test(code))
    throw new Error('a schema uses a keyword whose validator needs a run-time helper of ajv');
  return `// @ts-nocheck\nimport { scalar, wire } from '../schemas/wire.ts';\n${code}\n`;
}

function withSchemas(schemas: readonly NamedSchema[]): Ajv2020 {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true },
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allowUnionTypes: true,
    inlineRefs: false,
    messages: true,
  });
  for (const word of ['families', 'method', 'path', 'absent', 'redacts']) ajv.addKeyword(word);
  ajv.addKeyword({
    keyword: 'wire',
    schemaType: 'string',
    error: { message: ({ schema }) => _`"must travel as " + ${schema}` },
    code: (cxt) => cxt.fail(_`!${call(cxt, 'wire', wireWords)}(${cxt.data})`),
  });
  ajv.addKeyword({
    keyword: 'scalar',
    type: 'string',
    schemaType: 'string',
    error: { message: ({ schema }) => _`"must be a valid " + ${schema}` },
    code: (cxt) => cxt.fail(_`!${call(cxt, 'scalar', scalarWords)}(${cxt.data})`),
  });
  ajv.addKeyword({
    keyword: 'byteLength',
    schemaType: 'number',
    error: { message: ({ schema }) => _`"must have " + ${schema} + " bytes"` },
    code: (cxt) => cxt.fail(_`${cxt.data} instanceof Uint8Array && ${cxt.data}.length !== ${cxt.schema}`),
  });
  for (const keyword of ['keys', 'values'] as const) {
    ajv.addKeyword({ keyword, schemaType: 'object', code: (cxt) => eachEntry(cxt, keyword) });
  }
  for (const { name, source, schema } of schemas)
    try {
      ajv.addSchema({ ...rereferenced(schema), $id: `spec:/${name}` });
    } catch (fault) {
      throw mistakeIn(source, fault);
    }
  return ajv;
}

/** Compiles the schemas. Names the file of a schema that cannot be compiled. */
function compiled(compile: () => string, schemas: readonly NamedSchema[]): string {
  try {
    return compile();
  } catch (error) {
    const ajv = withSchemas(schemas);
    // Types come first, so that a mistake in one is not reported for a schema that refers to it.
    for (const { name, source } of schemas.toSorted((left, right) => rank(left) - rank(right)))
      try {
        ajv.getSchema(`spec:/${name}`);
      } catch (fault) {
        throw mistakeIn(source, fault);
      }
    throw error;
  }
}

const mistakeIn = (source: string, fault: unknown): SourceError =>
  new SourceError(`spec/${source}: ${fault instanceof Error ? fault.message : String(fault)}`);

const rank = ({ kind }: NamedSchema): number => (kind === 'type' ? 0 : kind === 'document' ? 1 : 2);

function rereferenced(schema: NamedSchema['schema']): NamedSchema['schema'] {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/definitions/', 'spec:/'));
}

// The value is only a placeholder; the generated module calls the real function.
const placeholders = new Map(
  [...wireWords, ...scalarWords].map((word) => [word as string, (): boolean => true]),
);

function call(cxt: KeywordCxt, home: 'wire' | 'scalar', words: readonly string[]): Name {
  const word = String(cxt.schema);
  if (!words.includes(word)) throw new Error(`${home}: ${word} is not a word of the vocabulary`);
  const key = placeholders.get(word);
  const code = home === 'wire' ? _`wire.${new Name(word)}` : _`scalar.${new Name(word)}`;
  return cxt.gen.scopeValue('func', { key, ref: key, code });
}

function eachEntry(cxt: KeywordCxt, keyword: 'keys' | 'values'): void {
  const { gen, data } = cxt;
  const valid = gen.name('valid');
  gen.if(_`${data} instanceof Map`, () => {
    gen.forOf('entry', _`${data}.${keyword === 'keys' ? _`keys` : _`values`}()`, (entry) => {
      cxt.subschema({ keyword, data: entry, dataTypes: [], propertyName: entry, compositeRule: true }, valid);
      gen.if(_`!${valid}`, () => {
        cxt.error(true);
        gen.break();
      });
    });
  });
  cxt.ok(valid);
}
