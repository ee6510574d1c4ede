import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bystanders, trespasses } from './support/trespasses.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = [
  'fixtures',
  'spec',
  'reference-client',
  'reference-server',
  'conformance',
  'cli',
  'bench',
  'site',
];

interface Summary {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
}

/**
 * The output of the dependency cruiser for the tree in `folder` with the import law of this
 * repository.
 */
async function cruise(folder: string): Promise<Summary> {
  const program = join(root, 'node_modules', '.bin', 'depcruise');
  const run = promisify(execFile)(
    process.execPath,
    [program, '--config', join(root, 'dependency-cruiser.config.cjs'), '--output-type', 'json', ...packages],
    { cwd: folder, maxBuffer: 1 << 26 },
  ).catch((failed: { stdout: string; stderr: string }) => failed);
  const { stdout, stderr } = await run;
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { summary: Summary }).summary;
}

let folder = '';
let rules: string[] = [];
let found: string[] = [];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'parsec-spec-law-')));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(bystanders)) await write(path, text);
  for (const { from, imports, importsValue, twin, twinImports } of trespasses) {
    await write(
      from,
      importsValue
        ? `import { thing } from '${imports}';\nexport const mine = thing;\n`
        : `import type { thing } from '${imports}';\nexport type Mine = thing;\n`,
    );
    await write(twin, `import type { thing } from '${twinImports ?? imports}';\nexport type Mine = thing;\n`);
  }
  await mkdir(join(folder, 'node_modules', '@parsec-spec'), { recursive: true });
  for (const name of packages) {
    await copyFile(join(root, name, 'package.json'), join(folder, name, 'package.json'));
    await symlink(join(folder, name), join(folder, 'node_modules', '@parsec-spec', name));
  }
  await mkdir(join(folder, 'node_modules', '@msgpack'));
  await symlink(
    join(root, 'node_modules', '@msgpack', 'msgpack'),
    join(folder, 'node_modules', '@msgpack', 'msgpack'),
  );
  const { violations, ruleSetUsed } = await cruise(folder);
  rules = ruleSetUsed.forbidden.map(({ name }) => name);
  found = violations.map(({ from, rule }) => `${rule.name} <- ${from}`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(trespasses)('the import law notices a breach of $rule', ({ rule, from }) => {
  expect(found).toContain(`${rule} <- ${from}`);
});

test.each(trespasses)('the same import is allowed elsewhere: $rule', ({ rule, twin }) => {
  expect(found).not.toContain(`${rule} <- ${twin}`);
});

test('every rule of the import law has a breach that triggers it', () => {
  expect(rules.sort()).toEqual([...new Set(trespasses.map(({ rule }) => rule))].sort());
});
