import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { loadChecks } from '../../src/judge/registry.ts';
import { fileClient } from '../../src/targets/client/client-drivers.ts';
import type { ClientFile } from '../../src/targets/client/client-file.ts';
import { dialogueConnection } from '../../src/targets/client/dialogue-client.ts';
import { parseClientFile, readClientFile } from '../../src/targets/client/read-client-file.ts';
import { judged } from '../support/judged.ts';

const folder = join(import.meta.dirname, 'terminal-client');
const program = join(folder, 'program.ts');
let source = '';
let home = '';

beforeAll(async () => {
  const text = await readFile(join(folder, 'terminal-client.yaml'), 'utf8');
  source = text.replaceAll('NODE_PATH', process.execPath).replaceAll('PROGRAM_PATH', program);
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-dialogue-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** The client file with some acts replaced by command lines of the program. */
const withActs = (acts: Readonly<Record<string, ClientFile['acts']['logIn']>>): ClientFile =>
  parseClientFile(JSON.stringify({ ...parse(source), acts }), 'f');

/** Runs one act, and returns its lines, or why the client ended. */
async function act(file: ClientFile, name: string): Promise<readonly unknown[]> {
  const connection = dialogueConnection(file, home, spawn);
  connection.send(JSON.stringify({ id: 1, do: name, password: 'secret', device: 'd' }));
  const lines: unknown[] = [];
  for (;;) {
    const line = await connection.next();
    if (line === undefined) return [...lines, connection.endReason()];
    lines.push(JSON.parse(line));
    if ('end' in JSON.parse(line)) break;
  }
  await connection.close();
  return lines;
}

/** The outcomes of some checks of a client file, by id. */
async function outcomes(text: string, ids: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const driver = await fileClient(parseClientFile(text, 'f'));
  const checks = (await loadChecks()).filter(({ id }) => ids.includes(id));
  const done = await judged({
    client: { address: 'client:file:f', driver },
    ...{ checks, seed: 'dialogue', run: '000000', jobs: 2, timeout: 60_000, again: false },
  });
  return Object.fromEntries(done.map(({ check, outcome, message = '' }) => [check, `${outcome} ${message}`]));
}

test('a client that asks in the terminal is judged by its dialogues', async () => {
  const ids = [
    'client-keys/round-trip#client',
    'client-greeting/wrong-code-cancels#claims-user-none-of-them',
    'client-keys/no-secret-in-logs#greets-user',
    'terms-of-service/client-accepts-only-shown-terms#declined',
  ];
  const expected = Object.fromEntries(ids.map((id) => [id, 'pass ']));
  expect(await outcomes(source, ids)).toEqual(expected);
});

test('a client that accepts the terms of a user who declined is noticed', async () => {
  const id = 'terms-of-service/client-accepts-only-shown-terms#declined';
  const accepting = source.replace('no{enter}', 'yes{enter}');
  expect((await outcomes(accepting, [id]))[id]).toMatch(/^fail actions of the client: /);
});

const password = { expect: 'Password:', send: '{password}{enter}' };

test.each([
  ['an exit code of a refusal', ['exit', '1'], { end: 'refused', said: '' }],
  ['an exit code of success without the text of success', ['exit', '0'], { end: 'refused', said: '' }],
])('%s: the act is refused', async (_what, given, expected) => {
  const file = withActs({ logIn: { arguments: [program, ...given], ok: '^Done', dialogue: [password] } });
  expect(await act(file, 'logIn')).toEqual([{ id: 1, ...expected }]);
});

test.each([
  ['an unknown exit code', ['exit', '7'], /^exit code 7; the text ends with ""$/],
  ['the same question again and again', ['repeat'], /^more than 100 questions in one act$/],
  ['text without end', ['flood'], /^more than 1048576 characters in one act$/],
])('%s: the client counts as crashed', async (_what, given, reason) => {
  const file = withActs({ logIn: { arguments: [program, ...given], dialogue: [password] } });
  expect(await act(file, 'logIn')).toEqual([expect.stringMatching(reason)]);
});

test('a program that hangs ends when the suite kills the client, and when the user cancels', async () => {
  const file = withActs({ logIn: { arguments: [program, 'hang'] } });
  const killed = dialogueConnection(file, home, spawn);
  killed.send(JSON.stringify({ id: 1, do: 'logIn' }));
  killed.kill();
  expect(await killed.next()).toBeUndefined();
  const cancelled = dialogueConnection(file, home, spawn);
  cancelled.send(JSON.stringify({ id: 1, do: 'logIn' }));
  cancelled.send(JSON.stringify({ id: 2, do: 'stop' }));
  expect(await cancelled.next()).toBe('{"id":2,"end":"ok","said":""}');
  expect(JSON.parse((await cancelled.next()) ?? '')).toMatchObject({ id: 1, end: 'cancelled' });
});

test('a code that is shown just before the end is noticed', async () => {
  const shown = { expect: 'Your code: (?<code>\\w{4})', shown: true };
  const file = withActs({ claim: { arguments: [program, 'code'], dialogue: [shown] } });
  expect(await act(file, 'claim')).toEqual([
    { id: 1, shown: 'ABCD' },
    { id: 1, end: 'ok', said: 'Your code: …' },
  ]);
});

test('an act that the file lacks is unsupported', async () => {
  expect(await act(withActs({}), 'logIn')).toMatchObject([{ end: 'unsupported' }]);
});

test('a program that does not print its version ends the run, and the error names the program', async () => {
  const file = parseClientFile(source, 'f');
  const version = { arguments: [program, 'exit', '127'], pattern: '(x)' };
  await expect(fileClient({ ...file, version })).rejects.toMatchObject({
    ...{ code: 'unreachable' },
    message: expect.stringContaining('exit code 127'),
    hint: expect.stringContaining(process.execPath),
  });
});

test('a platform without a pseudo-terminal is a missing prerequisite', async () => {
  vi.doMock('@lydell/node-pty', () => {
    throw new Error('no native module');
  });
  try {
    await expect(fileClient(parseClientFile(source, 'f'))).rejects.toMatchObject({
      ...{ code: 'prerequisite' },
      message: expect.stringContaining('no pseudo-terminal on this platform'),
      hint: expect.stringContaining('client:cmd:'),
    });
  } finally {
    vi.doUnmock('@lydell/node-pty');
  }
});

test('the example of the documents is valid', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../docs/judge-a-client.md'), 'utf8');
  const [, example = ''] = /```yaml\n(name: my-client\n[\s\S]*?)```/.exec(text) ?? [];
  expect(parseClientFile(example, 'f').name).toBe('my-client');
});

test('the client file of this project is valid, and its baseline names checks', async () => {
  const file = await readClientFile(join(import.meta.dirname, '../../clients/parsec-cli.yaml'));
  expect(file.name).toBe('parsec-cli');
  const checks = new Set((await loadChecks()).map(({ id }) => id));
  expect(file.baseline?.map(({ check }) => check).filter((check) => !checks.has(check))).toEqual([]);
});

const minimal = { name: 'n', program: { path: 'p' }, version: { arguments: [], pattern: '(.)' } };
const logIn = (act: object) => JSON.stringify({ ...minimal, acts: { logIn: { arguments: [], ...act } } });

test.each([
  ['no acts', JSON.stringify(minimal), "must have required property 'acts'"],
  ['an unknown act', JSON.stringify({ ...minimal, acts: { login: { arguments: [] } } }), '`login`'],
  ['an unknown key of a step', logIn({ dialogue: [{ expect: 'x', sned: 'y' }] }), '/acts/logIn/dialogue/0 '],
  ['a pattern that does not compile', logIn({ ok: '(' }), '/acts/logIn/ok: Invalid regular expression'],
  [
    'an unknown placeholder',
    logIn({ arguments: ['{devcie}'] }),
    '/acts/logIn/arguments/0: {devcie} is no placeholder; these are: home, link,',
  ],
  [
    'a baseline entry without its date',
    JSON.stringify({ ...minimal, acts: {}, baseline: [{ check: 'a/b', reason: 'r' }] }),
    "/baseline/0 must have required property 'expiry'",
  ],
  ['broken YAML', 'name: [', 'f: '],
])('%s is refused, and the error says where', (_what, text, complaint) => {
  expect(() => parseClientFile(text, 'f')).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(complaint) }),
  );
});

test('a file that cannot be read is named', async () => {
  await expect(readClientFile('/no/such.yaml')).rejects.toThrow(
    'client file /no/such.yaml: it cannot be read',
  );
});
