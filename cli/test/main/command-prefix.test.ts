import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandPrefix, helpCommand } from '../../src/main/command-prefix.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const bin = join(root, 'cli', 'bin', 'parsec-spec.mjs');
const npmRun = (script: string) => ({
  npm_command: 'run-script',
  npm_lifecycle_event: 'judge',
  npm_lifecycle_script: script,
});

test.each<[string, NodeJS.ProcessEnv, string, string]>([
  ['npx --no parsec-spec', { npm_command: 'exec', PARSEC_SPEC_LAUNCHED: '1' }, bin, root],
  ['npm run judge --', npmRun('parsec-spec'), bin, root],
  ['npm run judge --', npmRun('node ./launch.mjs parsec-spec'), bin, root],
  ['npx --no parsec-spec', npmRun('parsec-spec validate memory:reference'), bin, root],
  ['node launch.mjs parsec-spec', { PARSEC_SPEC_LAUNCHED: '1' }, bin, root],
  ['node ../launch.mjs parsec-spec', { PARSEC_SPEC_LAUNCHED: '1' }, bin, join(root, 'docs')],
  ['node cli/bin/parsec-spec.mjs', {}, bin, root],
  ['parsec-spec', {}, '/usr/local/bin/parsec-spec', root],
])('a program called as `%s` says so', (expected, env, program, cwd) => {
  expect(commandPrefix({ env, program, cwd })).toBe(expected);
});

test.each([
  ['npx --no parsec-spec', 'npx --no -- parsec-spec --help'],
  ['npm run judge --', 'npm run judge -- --help'],
  ['parsec-spec', 'parsec-spec --help'],
])('the help of a program called as `%s` is shown by `%s`', (prefix, command) => {
  expect(helpCommand(undefined, prefix)).toBe(command);
  expect(helpCommand('client', prefix)).toBe(`${prefix} client --help`);
});
