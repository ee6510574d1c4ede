import { lstat, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { startCli } from '../support/run-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-reports-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a run writes its reports to new folders, and every event matches its schema', async () => {
  const [html, junit, ndjson, markdown, svg, json, log] = [
    ...[
      'a/index.html',
      'b/junit.xml',
      'c/events.ndjson',
      'd/summary.md',
      'e/badge.svg',
      'e/badge.json',
      'f/log',
    ],
  ].map((name) => join(folder, name));
  const { code, stderr } = await callCli([
    'validate',
    'memory:reference',
    '--only',
    'BOOT',
    '--report',
    `html=${html}`,
    '--report',
    `junit=${junit}`,
    '--report',
    `ndjson=${ndjson}`,
    ...['--report', `log=${log}`],
    ...['--report', `markdown=${markdown}`, '--report', `badge=${svg}`, '--report', `badge=${json}`],
  ]);
  expect(code, stderr).toBe(0);
  expect(await readFile(log ?? '', 'utf8')).toContain(`"path":"/anonymous/`);
  expect(await readFile(markdown ?? '', 'utf8')).toMatch(/^## ✓ pass of a selection: ` memory:reference `/);
  expect(await readFile(svg ?? '', 'utf8')).toMatch(
    /<title>parsec-spec: pass of a selection, \d+ of \d+ rows<\/title>/,
  );
  expect(JSON.parse(await readFile(json ?? '', 'utf8'))).toMatchObject({ color: 'brightgreen' });
  expect(await readFile(html ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  expect(await readFile(junit ?? '', 'utf8')).toMatch(/<testsuite name="BOOT"/);
  const events = (await readFile(ndjson ?? '', 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(events.length).toBeGreaterThan(40);
  for (const event of events) expect(complaints(schemas.event, event)).toBe('');
});

test('a report replaces the target of a link; a failed run leaves no empty report', async () => {
  const [link, file] = [join(folder, 'link.xml'), join(folder, 'real.xml')];
  await symlink(file, link);
  const { code } = await callCli([
    'validate',
    'memory:reference',
    '--only',
    'BOOT-01',
    '--report',
    `junit=${link}`,
  ]);
  expect(code).toBe(0);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(file, 'utf8')).toMatch(/^<\?xml/);
  const fresh = join(folder, 'fresh.xml');
  await callCli(['validate', 'memory:reference', '--only', 'nothing', '--report', `junit=${fresh}`]);
  await expect(lstat(fresh)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('74: a report that cannot be written is named, and the others are written', async () => {
  const html = join(folder, 'g/index.html');
  const { code, stdout, stderr } = await callCli([
    ...['validate', 'memory:reference', '--only', 'BOOT-01'],
    ...['--report', 'ndjson=/dev/full', '--report', 'junit=/dev/full', '--report', `html=${html}`],
  ]);
  expect(stderr.match(/the report \/dev\/full cannot be written \(ENOSPC/g)?.length).toBe(2);
  expect(stdout).toMatch(/verdict: pass/);
  expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>/);
  expect(code).toBe(74);
});

test('130: an interruption ends the run, writes the reports, and is reported', async () => {
  const [html, ndjson] = ['d/index.html', 'd/events.ndjson'].map((name) => join(folder, name));
  const running = startCli([
    'validate',
    'memory:reference',
    '--jobs',
    '1',
    '--report',
    `html=${html}`,
    '--report',
    `ndjson=${ndjson}`,
  ]);
  await expect
    .poll(async () => (await readFile(ndjson ?? '', 'utf8').catch(() => '')).split('\n').length)
    .toBeGreaterThan(3);
  running.signal('SIGINT');
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/interrupted/);
  expect(await readFile(html ?? '', 'utf8')).toMatch(/interrupted/);
  const last: unknown = JSON.parse((await readFile(ndjson ?? '', 'utf8')).trimEnd().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({ event: 'run-finished', interrupted: true });
});

test('a run that did not start replaces every earlier report; an error of the user does not', async () => {
  const [html, junit, ndjson, markdown, badge] = [
    'h/index.html',
    'h/junit.xml',
    'h/events.ndjson',
    'h/summary.md',
    'h/badge.json',
  ].map((name) => join(folder, name));
  const reports = [
    `html=${html}`,
    `junit=${junit}`,
    `ndjson=${ndjson}`,
    `markdown=${markdown}`,
    `badge=${badge}`,
  ];
  const kept = reports.flatMap((report) => ['--report', report]);
  const text = (path = '') => readFile(path, 'utf8');
  expect(await callCli(['validate', 'memory:reference', '--only', 'BOOT-01', ...kept])).toMatchObject({
    code: 0,
  });
  expect(await callCli(['validate', 'memory:reference', '--only', 'nothing', ...kept])).toMatchObject({
    code: 3,
  });
  expect(JSON.parse(await text(badge))).toMatchObject({ color: 'brightgreen' });
  expect(await callCli(['validate', 'http://127.0.0.1:1', ...kept])).toMatchObject({ code: 4 });
  expect(JSON.parse(await text(badge))).toMatchObject({ message: 'no verdict', color: 'lightgrey' });
  expect(await text(junit)).toMatch(/<failure message="http:\/\/127\.0\.0\.1:1 does not answer/);
  expect(await text(markdown)).toMatch(/^## – no verdict: ` http:\/\/127\.0\.0\.1:1 `[\s\S]*does not answer/);
  expect(await text(html)).toContain('does not answer');
  const events = (await text(ndjson))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(events).toMatchObject([{ event: 'run-started', target: { address: 'http://127.0.0.1:1' } }]);
  for (const event of events) expect(complaints(schemas.event, event)).toBe('');
});

test('130: before the run begins too, the reports say that it was interrupted, even if the Ctrl-C is forwarded', async () => {
  const [junit, log] = ['i/junit.xml', 'i/log'].map((name) => join(folder, name));
  const started = join(folder, 'started');
  const running = startCli([
    ...['validate', `cmd:trap 'sleep 1; exit' TERM; touch ${started}; echo stopping; sleep 60 & wait`],
    ...['--report', `junit=${junit}`, '--report', `log=${log}`],
  ]);
  await expect.poll(() => readFile(started, 'utf8').catch(() => undefined)).toBe('');
  running.signal('SIGINT');
  // npm and the launcher forward the Ctrl-C that the process has received from the terminal.
  await pause(1);
  running.signal('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(await readFile(junit ?? '', 'utf8')).toContain('interrupted before the run began');
});

test('the command that a failure prints repeats only that check, with the same keys', async () => {
  const seeded = async (seed: string): Promise<string> => {
    const file = join(folder, `${seed}.ndjson`);
    await callCli([
      'validate',
      'memory:reference',
      '--only',
      'organization_bootstrap/token-works-once',
      '--seed',
      seed,
      '--report',
      `ndjson=${file}`,
    ]);
    return /root_verify_key: 32 bytes [0-9a-f]{64}/.exec(await readFile(file, 'utf8'))?.[0] ?? 'none';
  };
  const first = await seeded('one');
  expect(first).toMatch(/^root_verify_key/);
  expect(await seeded('two')).not.toBe(first);
  await rm(join(folder, 'one.ndjson'));
  expect(await seeded('one')).toBe(first);
});

test('--show prints the exchanges of checks that pass, and nothing else changes', async () => {
  const run = [
    'validate',
    'memory:reference',
    '--only',
    'organization_bootstrap/token-right',
    '--seed',
    'show',
  ];
  const [without, shown] = await Promise.all([callCli(run), callCli([...run, '--show'])]);
  expect([without.code, shown.code]).toEqual([0, 0]);
  expect(without.stdout).not.toContain('POST /anonymous/');
  expect(shown.stdout).toMatch(/^pass organization_bootstrap\/token-right$/m);
  expect(shown.stdout).toMatch(/^ {4}> POST \/anonymous\/.*\n(.*\n)*? {4}< 200 invalid_bootstrap_token/m);
  expect(shown.stdout).toMatch(/^ {4}< 200 ok/m);
});
