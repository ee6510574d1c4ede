import { globSync } from 'node:fs';

/**
 * Emits the table of all kinds of records: the exports of every `record.ts`, and of the files of
 * `src/state/records` that several commands share.
 */
export function emitRecords(root: string): string {
  const homes = globSync(['commands/**/record.ts', 'administration/*/record.ts'], { cwd: root });
  const shared = globSync('src/records/shared/*.ts', { cwd: root });
  const files = [...homes, ...shared].map((path) => path.replaceAll('\\', '/')).sort();
  const names = files.map((path) =>
    path
      .replace(/\/record\.ts$|\.ts$/, '')
      .split('/')
      .at(-1),
  );
  return [
    ...files.map((path, nth) => `import * as ${names[nth]} from '../../${path}';`),
    '',
    '/** Every kind of record by its name (spec/src/records/index.ts). */',
    'export const recordKinds = {',
    ...names.map((name) => `  ...${name},`),
    '} as const;',
    '',
  ].join('\n');
}
