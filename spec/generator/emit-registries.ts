import { sourcePaths } from './source-files.ts';

/**
 * Emits the registry of all `rules.ts` files. Each exports one constant with the wire name of its
 * command or operation.
 */
export function emitRules(root: string): string {
  const files = sourcePaths(root, 'commands/**/rules.ts', 'administration/*/rules.ts');
  const entries = files.map((path) => ({
    path,
    name: path.split('/').at(-2) ?? '',
    kind: path.split('/')[0] ?? '',
  }));
  const registry = (kind: string): string[] =>
    entries.filter((entry) => entry.kind === kind).map(({ name }) => `  ${name},`);
  return [
    ...entries.map(({ path, name }) => `import { ${name} } from '../../${path}';`),
    '',
    '/** The rules of every served command, by wire name. */',
    'export const commandRules = {',
    ...registry('commands'),
    '} as const;',
    '',
    '/** The rules of every served administration operation, by name. */',
    'export const administrationRules = {',
    ...registry('administration'),
    '} as const;',
    '',
  ].join('\n');
}

/**
 * Emits the table of all kinds of records: the exports of every `record.ts`, and of the files of
 * `src/records/shared`, whose kinds several commands write.
 */
export function emitRecords(root: string): string {
  const files = sourcePaths(
    root,
    'commands/**/record.ts',
    'administration/*/record.ts',
    'src/records/shared/*.ts',
  );
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
