import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});

const compile = (name: string): ValidateFunction =>
  ajv.compile(
    JSON.parse(
      readFileSync(new URL(`../../../conformance/schemas/${name}.schema.json`, import.meta.url), 'utf8'),
    ) as object,
  );

/** The compiled published schemas. */
export const schemas = {
  result: compile('result'),
  event: compile('event'),
  error: compile('error'),
  observation: compile('observation'),
};

/** The schema errors of a value; empty if it is valid. */
export function complaints(schema: ValidateFunction, value: unknown): string {
  return schema(value) ? '' : ajv.errorsText(schema.errors);
}
