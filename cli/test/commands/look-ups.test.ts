import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

/** Where a check, a guard or a mutant is. */
interface Located {
  readonly file: string;
  readonly line: number;
}

const lineOf = (file: string, line: number): string =>
  readFileSync(join(import.meta.dirname, '../../..', file), 'utf8').split('\n')[line - 1] ?? '';

test('list: requirements and their checks as JSON', async () => {
  const { stdout } = await runCli(['list', '--only', 'BOOT-09', '--output', 'json']);
  const { requirements } = JSON.parse(stdout) as {
    requirements: { id: string; row: string; checks: { id: string }[] }[];
  };
  expect(requirements).toMatchObject([
    {
      id: 'organization_bootstrap/token-works-once',
      row: 'BOOT-09',
      level: 'MUST',
      checks: [
        { id: 'organization_bootstrap/token-works-once', kind: 'server', needs: [] },
        { id: 'organization_bootstrap/token-works-once#spontaneous', kind: 'server', needs: ['spontaneous'] },
      ],
    },
  ]);
});

test('list: the file and line of each check, guard and mutant', async () => {
  const { stdout } = await runCli(['list', '--output', 'json']);
  const { requirements } = JSON.parse(stdout) as {
    requirements: { id: string; checks: Located[]; guards: Located[]; mutants: Located[] }[];
  };
  const checks = requirements.flatMap((requirement) => requirement.checks);
  expect(checks.filter(({ file, line }) => !lineOf(file, line))).toEqual([]);
  for (const { id, guards, mutants } of requirements)
    for (const { file, line } of [...guards, ...mutants]) expect(lineOf(file, line)).toContain(`'${id}'`);
  const guarded = requirements.filter(({ guards }) => guards.length > 0).map(({ id }) => id);
  expect(guarded.sort()).toEqual(guardedRequirements.toSorted());
  // Most checks have their call of `verifies` there, others that of a matcher that registers them.
  const direct = checks.filter(({ file, line }) => lineOf(file, line).includes('verifies'));
  expect(direct.length).toBeGreaterThan(checks.length / 2);
});

test('explain: the file and line of the check, of its guard and of its mutants', async () => {
  const { stdout } = await runCli(['explain', 'user_update/certificate-decodes']);
  expect(stdout).toMatch(/^ {2}mutant: conformance\/checks\/commands\/user_update\/mutants\.ts:\d+$/m);
  expect(stdout).toMatch(/^ {2}at: conformance\/checks\/commands\/user_update\/refused\.ts:\d+$/m);
  const { stdout: guarded } = await runCli(['explain', 'user_update/not-oneself']);
  expect(guarded).toMatch(/^ {2}guard: spec\/commands\/authenticated\/user_update\/rules\.ts:\d+$/m);
});

test('list: the catalogue has its 350 rows and those of sign-up and faults', async () => {
  const { stdout } = await runCli(['list']);
  expect(stdout).toMatch(/ in 397 rows;/);
  expect(stdout).toMatch(/USER-01 .* \d+ checks?$/m);
});

test('list: a pattern without a match is answered with the nearest names', async () => {
  expect(await runCli(['list', '--only', 'BOOOT'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('BOOT'),
  });
});

test('explain: sentence, twins as sent, and the answers of parsec-cloud', async () => {
  const { code, stdout } = await runCli(['explain', 'organization_bootstrap/token-right']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/A server MUST .*\(BOOT-06\)/);
  expect(stdout).toMatch(/< 200 invalid_bootstrap_token/);
  expect(stdout).toMatch(/< 200 ok|→ 200 ok/);
  expect(stdout).toMatch(/parsec-cloud 3\.10\.0: /);
});

test('explain: an unknown name is answered with the nearest ones', async () => {
  expect(await runCli(['explain', 'BOOT-99'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('BOOT-'),
  });
});
