import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import * as TJS from 'typescript-json-schema';
import { expect, test } from 'vitest';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

test('requirements.schema.json is the type of a requirement', () => {
  const sources = [resolve(import.meta.dirname, '../../src/requirements/requirement.ts')];
  const options = { allowImportingTsExtensions: true, noEmit: true, strict: true, target: 'es2024' };
  const program = TJS.getProgramFromFiles(sources, { ...options, module: 'nodenext' });
  const settings = {
    required: true,
    noExtraProps: true,
    strictNullChecks: true,
    ignoreErrors: true,
    ref: false,
  };
  const { $schema, ...requirement } = TJS.generateSchema(program, 'Requirement', settings) ?? {};
  expect(read('requirements.schema.json')).toEqual({
    $schema,
    description: 'The list of requirements, requirements.json.',
    type: 'array',
    items: requirement,
  });
});

test('requirements.json fits its schema, and a requirement without an id does not', () => {
  const fits = new Ajv({ strict: false }).compile(read('requirements.schema.json') as object);
  const [whole, ...others] = read('requirements.json') as readonly { id: string }[];
  const { id: _, ...first } = whole ?? { id: '' };
  expect(fits([whole, ...others]), JSON.stringify(fits.errors)).toBe(true);
  expect(fits([first])).toBe(false);
});
