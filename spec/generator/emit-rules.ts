import { globSync } from 'node:fs';

/**
 * Emits the registry of all `rules.ts` files. Each exports one constant with the wire name of its
 * command or operation.
 */
export function emitRules(root: string): string {
  const files = ['commands/**/rules.ts', 'administration/*/rules.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
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
