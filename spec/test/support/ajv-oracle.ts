import { _, Ajv2020, type ErrorObject, type KeywordCxt } from 'ajv/dist/2020.js';
import type { Schema } from '../../src/schemas/schema.ts';
import { scalar, wire } from '../../src/schemas/wire.ts';

/** What ajv says about a value: nothing, or each error with its keyword, the first one first. */
export type Verdict = (name: string, value: unknown) => readonly ErrorObject[];

/** An independent judge of values: ajv with our keywords. References name schemas. */
export function ajvOracle(schemas: Readonly<Record<string, Schema>>): Verdict {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    inlineRefs: false,
  });
  ajv.addKeyword({
    keyword: 'wire',
    schemaType: 'string',
    error: { message: ({ schema }) => _`"must travel as " + ${schema}` },
    validate: (word: keyof typeof wire, value: unknown) => wire[word](value),
  });
  ajv.addKeyword({
    keyword: 'scalar',
    type: 'string',
    schemaType: 'string',
    error: { message: ({ schema }) => _`"must be a valid " + ${schema}` },
    validate: (word: keyof typeof scalar, value: string) => scalar[word](value),
  });
  ajv.addKeyword({
    keyword: 'byteLength',
    schemaType: 'number',
    error: { message: ({ schema }) => _`"must have " + ${schema} + " bytes"` },
    validate: (length: number, value: unknown) => !(value instanceof Uint8Array) || value.length === length,
  });
  for (const keyword of ['keys', 'values'] as const)
    ajv.addKeyword({ keyword, schemaType: 'object', code: (cxt) => eachEntry(cxt, keyword) });
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema({ ...schema, $id: `spec:/${name}` });
  return (name, value) => {
    const accepts = ajv.getSchema(`spec:/${name}`)!;
    return accepts(value) === true ? [] : accepts.errors!;
  };
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
