import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../src/schemas/schema.ts';
import { pascalCase } from './named-schema.ts';
import { sourcePaths } from './source-files.ts';

/** The table of administration operations: method, path, and the names of their schemas. */
export function emitAdministration(root: string): string {
  const lines = sourcePaths(root, 'administration/*/schema.json').map((path) => {
    const document = JSON.parse(readFileSync(join(root, path), 'utf8')) as Schema;
    const name = String(document.title);
    const schema = (part: string, suffix: string): string | null =>
      document.$defs?.[part] === undefined ? null : `${pascalCase(name)}${suffix}`;
    const facts = {
      method: document.method,
      path: document.path,
      body: schema('body', 'Body'),
      query: schema('query', 'Query'),
      result: schema('result', 'Result'),
    };
    return `  ${name}: ${JSON.stringify(facts)},`;
  });
  return [
    '/** The operations of the administration (spec/protocol/administration.md). */',
    'export const administrationFacts = {',
    ...lines,
    '} as const;',
    '',
    'export type OperationName = keyof typeof administrationFacts;',
    '',
  ].join('\n');
}
