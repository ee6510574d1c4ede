import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { requirements } from '@parsec-spec/spec/requirements';
import { expect, test } from 'vitest';
import ownRows from '../../../spec/requirement-sets/own-rows.json' with { type: 'json' };
import { findExplained } from '../../src/explain/explanation.ts';
import { screenText } from '../../src/explain/screen-text.ts';
import { callCli } from '../support/call-cli.ts';

/** Where a check, a guard or a mutant is. */
interface Located {
  readonly file: string;
  readonly line: number;
}

const lineOf = (file: string, line: number): string =>
  readFileSync(join(import.meta.dirname, '../../..', file), 'utf8').split('\n')[line - 1] ?? '';

test('list: requirements and their checks as JSON', async () => {
  const { stdout } = await callCli(['list', '--only', 'BOOT-09', '--output', 'json']);
  const { requirements } = JSON.parse(stdout) as {
    requirements: { id: string; row: string; checks: { id: string }[] }[];
  };
  expect(requirements).toMatchObject([
    {
      id: 'organization_bootstrap/token-works-once',
      row: 'BOOT-09',
      level: 'MUST',
      checks: [
        { id: 'organization_bootstrap/token-works-once', kind: 'server', needs: ['administration'] },
        { id: 'organization_bootstrap/token-works-once#spontaneous', kind: 'server', needs: ['spontaneous'] },
      ],
    },
  ]);
});

test('list: the misbehaviours, and what provokes each requirement of a client', async () => {
  const { stdout: text } = await callCli(['list', '--misbehaviours']);
  expect(text).toMatch(
    /^certificate\.author=revoked\[:CASE\]\n {2}serves a certificate whose author was revoked/m,
  );
  expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  const { stdout } = await callCli(['list', '--output', 'json']);
  const { requirements } = JSON.parse(stdout) as {
    requirements: { id: string; checks: { kind: string }[] }[];
  };
  const judged = requirements.filter(({ checks }) => checks.some(({ kind }) => kind === 'client'));
  expect(judged.length).toBeGreaterThanOrEqual(117);
  expect(judged.map(({ id }) => id).filter((id) => !text.includes(id))).toEqual([]);
  const { stdout: json } = await callCli(['list', '--misbehaviours', '--output', 'json']);
  const { misbehaviours, withCorrectServer } = JSON.parse(json);
  expect(misbehaviours).toContainEqual(
    expect.objectContaining({ name: 'http', parameter: expect.any(String) }),
  );
  expect(withCorrectServer).toContainEqual(
    expect.objectContaining({ requirement: 'client-keys/owner-only', does: expect.any(String) }),
  );
});

test('list: the file and line of each check, guard, client rule and mutant', async () => {
  const { stdout } = await callCli(['list', '--output', 'json']);
  const { requirements } = JSON.parse(stdout) as {
    requirements: {
      id: string;
      checks: Located[];
      guards: Located[];
      clientRules: Located[];
      mutants: Located[];
    }[];
  };
  const checks = requirements.flatMap((requirement) => requirement.checks);
  expect(checks.filter(({ file, line }) => !lineOf(file, line))).toEqual([]);
  for (const { id, guards, clientRules, mutants } of requirements)
    for (const { file, line } of [...guards, ...clientRules, ...mutants])
      expect(lineOf(file, line)).toContain(`'${id}'`);
  const guarded = requirements.filter(({ guards }) => guards.length > 0).map(({ id }) => id);
  expect(guarded.sort()).toEqual(guardedRequirements.toSorted());
  // Others have the call of a matcher that registers them.
  const direct = checks.filter(({ file, line }) => /verifies|^ +Story|^- \*\*/.test(lineOf(file, line)));
  expect(direct.length).toBeGreaterThan(checks.length / 2);
  expect(checks.filter(({ file }) => file.endsWith('properties/stories.ts'))).toEqual([]);
});

test('explain: the file and line of the check, of its guard and of its mutants', async () => {
  const { stdout } = await callCli(['explain', 'user_create/limit-holds-under-load']);
  expect(stdout).toMatch(/^Mutant\s+.*conformance\/checks\/commands\/user_create\/mutants\.ts:\d+$/ms);
  expect(stdout).toMatch(/^Check\s+conformance\/checks\/commands\/user_create\/\w+\.ts:\d+$/m);
  const { stdout: guarded } = await callCli(['explain', 'user_update/not-oneself']);
  expect(guarded).toMatch(/^Guard\s+spec\/commands\/authenticated\/user_update\/rules\.ts:\d+$/m);
  for (const more of [[], ['--full']]) {
    const { stdout: omitted } = await callCli([
      'explain',
      'organization_bootstrap/token-works-once',
      ...more,
    ]);
    expect(omitted).toMatch(/the guard above, omitted\s+\(conformance\/test\/self-test\/mutants\.test\.ts\)/);
  }
  const { stdout: ruled } = await callCli(['explain', 'client-trust/keeps-accepted']);
  expect(ruled).toMatch(/^Rule\s+spec\/src\/client-rules\/trust\.ts:\d+$/m);
  expect(ruled).toMatch(/^Mutant\s+the rule above, omitted/m);
});

test('list: the catalogue has its 350 rows and those that this project added', async () => {
  const { stdout } = await callCli(['list']);
  expect(stdout).toContain(` in ${350 + ownRows.length} rows;`);
  expect(stdout).toMatch(/^ {2}USER-01 {2}user_create\/[\w-]+\n {4}MUST [^(]+ \(server; \d+ checks?\)$/m);
  expect(stdout).toMatch(/^USER {2}Users$/m);
});

test('list: --misbehaviours lists all of them, so --only beside it is wrong usage', async () => {
  expect(await callCli(['list', '--misbehaviours', '--only', 'certificate.*'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--misbehaviours.*cannot be used with.*--only/),
  });
});

test('list: a pattern without a match is answered with the nearest names', async () => {
  expect(await callCli(['list', '--only', 'BOOOT'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('BOOT'),
  });
});

test('explain: sentence, reason, request with the mistake marked, expectation, answer of parsec-cloud', async () => {
  const { code, stdout } = await callCli(['explain', 'organization_bootstrap/token-right']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^A server MUST [^(]+\(BOOT-06, Bootstrap\)$/m);
  expect(stdout).toMatch(/^Why {7}\w/m);
  expect(stdout).toMatch(/^ {2}! bootstrap_token: 16 bytes/m);
  expect(stdout).toMatch(/^Expected {2}200 `invalid_bootstrap_token`; the valid request: 200 `ok`$/m);
  expect(stdout).toMatch(
    /parsec-cloud 3\.10\.0 \(in memory\), which keeps the rule: 200\s+invalid_bootstrap_token/,
  );
});

test('explain --full: the twins as sent, with bytes', async () => {
  const { stdout } = await callCli(['explain', 'BOOT-06', '--full']);
  expect(stdout).toMatch(/^ {4}broken:\n {6}> POST \/anonymous\//m);
  expect(stdout).toMatch(/< 200 invalid_bootstrap_token/);
  expect(stdout).toMatch(/\d+ bytes: 8\w+…/);
});

test('explain: a row, a command and a section list their requirements', async () => {
  const { stdout: row } = await callCli(['explain', 'auth-16']);
  expect(row.match(/^AUTH-16 {2}authentication\//gm)).toHaveLength(4);
  const { stdout: command } = await callCli(['explain', 'user_revoke']);
  expect(command).toMatch(/^USER-27 {2}user_revoke\/not-oneself\n {2}A server MUST answer/m);
  expect(command).not.toMatch(/user_create/);
  const { stdout: section } = await callCli(['explain', 'TOS']);
  expect(section).toMatch(/^TOS {2}Terms of service\n\nAn organization can have terms/);
  const { stdout: json } = await callCli(['explain', 'TOS', '--output', 'json']);
  expect(JSON.parse(json)).toMatchObject({ section: { name: 'Terms of service' } });
  expect((JSON.parse(json) as { explanations: unknown[] }).explanations.length).toBeGreaterThan(10);
});

test('explain: every requirement fits on a screen of 40 lines and 80 columns', async () => {
  const { explanations } = await explainedSections();
  expect(explanations.length).toBe(requirements.length);
  const screens = explanations.map((explanation) => screenText(explanation, 80));
  const tall = screens.filter((screen) => screen.split('\n').length > 40);
  expect(tall).toEqual([]);
  const wide = screens.flatMap((screen) => screen.split('\n')).filter((line) => line.length > 80);
  expect(wide).toEqual([]);
  // Most requirements of servers have a request, and those with twins a marked mistake.
  expect(screens.filter((screen) => /^Request /m.test(screen)).length).toBeGreaterThan(500);
  expect(screens.filter((screen) => /^ {2}! /m.test(screen)).length).toBeGreaterThan(150);
});

async function explainedSections() {
  const names = [...new Set(requirements.map(({ section }) => section))];
  const found = await Promise.all(names.map((name) => findExplained(name)));
  return { explanations: found.flatMap(({ explanations }) => explanations) };
}

test('explain: an unknown name is answered with the nearest ones', async () => {
  expect(await callCli(['explain', 'BOOT-99'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('BOOT-09'),
  });
});

test.each([
  ['explain', 'xyzzy'],
  ['list', '--only', 'xyzzy'],
  ['validate', 'memory:reference', '--only', 'xyzzy'],
  ['read', 'xyzzy'],
])('%s: nothing is suggested that is not close', async (...args) => {
  const { code, stderr } = await callCli(args);
  expect(code).toBe(3);
  expect(stderr).toMatch(/xyzzy.*\n {2}`parsec-spec (?:list|read)` (?:shows|lists) all/);
  expect(stderr).not.toMatch(/did you mean/);
});
