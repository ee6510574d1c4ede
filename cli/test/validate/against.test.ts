import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

const token = 'pLanted-Token_4711';
const omitted = 'user_create/email-free' as const;

let folder: string;
let tokenFile: string;
const servers: Listening[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-against-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, `${token}\n`);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(100)));
  await rm(folder, { recursive: true });
});

/** Starts a reference server that may lack a rule. */
async function start(omit: readonly (typeof omitted)[]): Promise<string> {
  const server = await listen(createServer({ config: { administration_token: token }, omit }), {
    host: '127.0.0.1',
    port: 0,
  });
  servers.push(server);
  return server.url;
}

const compare = (address: string, ...more: string[]) =>
  callCli(
    [
      ...['validate', 'memory:reference', '--against', address, '--seed', 's2'],
      ...['--against-administration-token-file', tokenFile, ...more],
    ],
    { cwd: folder },
  );

test('two servers that answer alike: exit 0', async () => {
  const { code, stdout, stderr } = await compare(await start([]), '--properties', '1s');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('A and B answered each call alike');
  expect(stdout).toContain('verdict: pass: neither A nor B breaks a MUST');
  expect(stdout + stderr).not.toContain(token);
});

test('a server that breaks a MUST: exit 1, with its requirement, both answers and its story', async () => {
  const url = await start([omitted]);
  const events = join(folder, 'events.ndjson');
  const record = join(folder, 'record');
  const reports = ['--report', `ndjson=${events}`, '--record', record, '--output', 'json'];
  const untilFound = ['--fail-fast', '--properties', '60s'];
  const { code, stdout, stderr } = await compare(url, ...untilFound, ...reports);
  expect(code, stdout + stderr).toBe(1);
  const result = JSON.parse(stdout);
  expect(complaints(schemas.result, result)).toBe('');
  const { counterexamples, against } = result.properties;
  expect(counterexamples).toMatchObject([
    {
      requirement: { id: omitted },
      by: 'against',
      observed: { status: 'ok' },
      other: { status: 'human_handle_already_taken' },
      allowed: [{ status: 'human_handle_already_taken' }],
    },
  ]);
  expect(counterexamples[0].replay).toContain(` --against ${url} --against-administration-token-file `);
  expect(against).toMatchObject({ kind: 'url', address: url, differences: [] });
  for (const line of (await readFile(events, 'utf8')).trim().split('\n'))
    expect(complaints(schemas.event, JSON.parse(line))).toBe('');

  const story = join(record, 'properties_user_create_email-free/STORY.txt');
  const again = await callCli(['replay', story, url, '--administration-token-file', tokenFile]);
  expect(again.code, again.stdout + again.stderr).toBe(1);
});

test('a difference that a baseline of the other server expects is allowed, and shown', async () => {
  const targetFile = join(folder, 'known.yaml');
  const entry = [`check: ${omitted}`, 'reason: known', 'owner: us', 'expiry: 2099-01-01'];
  await writeFile(
    targetFile,
    `name: known\nbaseline:\n  - ${[...entry, 'observed: "`ok`"'].join('\n    ')}\n`,
  );
  const { code, stdout, stderr } = await compare(await start([omitted]), '--against-target-file', targetFile);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('allowed difference in user_create\n');
  expect(stdout.replace(/\n +/g, ' ')).toContain(
    `=> A answered human_handle_already_taken, B answered ok; the model allows human_handle_already_taken, and a baseline expects the breach of ${omitted}`,
  );
});

describe('wrong usage of --against is exit 2', () => {
  const memory = ['validate', 'memory:reference'];
  const url = 'http://127.0.0.1:1';
  test.each([
    [[...memory, '--against', 'memory:reference'], '--against names the target itself: memory:reference'],
    [
      ['validate', url, '--against', 'http://localhost:1', '--against-administration-token-file', 'x'],
      '--against names the target itself: http://localhost:1',
    ],
    [[...memory, '--against', url, '--only', 'BOOT'], '--only BOOT selects checks, and --against plays'],
    [[...memory, '--against', url, '--except', 'BOOT'], '--except has no effect with --against'],
    [[...memory, '--against', url, '--faults'], '--faults has no effect with --against'],
    [[...memory, '--against', url, '--properties', 'off'], '--properties off plays no lives'],
    [[...memory, '--against', 'client:reference'], '--against compares two servers'],
    [['validate', 'client:reference', '--against', url], '--against compares two servers'],
    [[...memory, 'client:reference', '--against', url], '--against compares two servers'],
    [[...memory, '--against', url], `the administration token of ${url} is missing`],
    [[...memory, '--against', 'http://192.0.2.1'], 'http://192.0.2.1 is not on this machine'],
    [[...memory, '--against', 'nonsense'], 'nonsense'],
    [[...memory, '--against', url, '--against-administration-token-file', '/nowhere'], '/nowhere'],
    [[...memory, '--against', url, '--against-administration-token-file', '-'], 'there is no terminal'],
    [[...memory, '--against-target-file', 'x'], '--against-target-file has no effect without --against'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await callCli(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('the wrong administration token of the other server', async () => {
    const wrong = join(folder, 'wrong');
    await writeFile(wrong, 'no-such-token');
    const { code, stderr } = await compare(await start([]), '--against-administration-token-file', wrong);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('the administration token of the --against server is wrong'),
    ]);
  });
});

test('an unreachable other server: exit 4, with its address', async () => {
  const { code, stderr } = await compare('http://127.0.0.1:1');
  expect([code, stderr]).toEqual([4, expect.stringContaining('http://127.0.0.1:1')]);
});
