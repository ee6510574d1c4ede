import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Call, createServer, type Reply } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

const token = 'pLanted-Token_4711';
const env = { PARSEC_ADMINISTRATION_TOKEN: token };
const omitted = 'user_create/email-free' as const;
const folderOf = 'properties_user_create_email-free';

let folder: string;
const servers: Listening[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-stories-'));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(100)));
  await rm(folder, { recursive: true });
});

/** Starts a reference server that lacks a rule, or whose answers are changed. */
async function start(
  omit: readonly (typeof omitted)[],
  wrap?: (answer: () => Promise<Reply>, text: string, call: Call) => Promise<Reply>,
): Promise<Listening> {
  const mutant = {
    name: 'changed',
    requirement: 'user_create/email-free' as const,
    wrap: (handle: (call: Call) => Promise<Reply>) => async (call: Call) => {
      const bytes = await call.body.read(1_048_576);
      const known = { ...call, body: { ...call.body, read: async () => bytes } };
      const text = Buffer.from(bytes as Uint8Array).toString('latin1');
      return wrap === undefined ? await handle(known) : await wrap(() => handle(known), text, call);
    },
  };
  const broken = createServer({ config: { administration_token: token }, omit, mutants: [mutant] });
  const server = await listen(broken, { host: '127.0.0.1', port: 0 });
  servers.push(server);
  return server;
}

const lives = (address: string, ...more: string[]) => [
  ...['validate', address, '--only', 'properties', '--seed', 's2', ...more],
];

const untilFound = ['--fail-fast', '--properties', '60s'];

describe('validate --record', () => {
  test('writes the story of a counterexample, which replay plays again on any server', async () => {
    const { url } = await start([omitted]);
    const record = join(folder, 'record');
    const run = await callCli(lives(url, '--record', record, ...untilFound), { env });
    expect(run.code, run.stdout + run.stderr).toBe(1);
    expect(run.stderr).toContain(`recorded 0 checks and 1 story in ${record}\n`);
    const path = join(record, folderOf, 'STORY.txt');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    const [comment, ...lines] = text.trimEnd().split('\n');
    expect(comment).toBe(`# ${omitted}: the last call was answered ok`);
    expect(text).not.toContain(token);
    expect(text).not.toContain('127.0.0.1');

    const [, inline = ''] = / again .* replay '(.*)' http/.exec(run.stdout.replaceAll("'\\''", "'")) ?? [];
    expect(inline).toBe(lines.join('; '));
    const itself = await callCli(['replay', inline, url], { env });
    expect(itself.code, itself.stdout + itself.stderr).toBe(1);

    const again = await callCli(['replay', path, url], { env });
    expect(again.code, again.stdout + again.stderr).toBe(1);
    const [shown = ''] = / {4}1\. [\s\S]*?=> .*/.exec(run.stdout) ?? [];
    expect(again.stdout).toContain(shown);
    expect(shown).toContain('answered ok; the rules allow human_handle_already_taken');
    expect(again.stdout).toMatch(/again .* replay \S+STORY\.txt http\S+ /);

    const right = await callCli(['replay', path, 'memory:reference', '--output', 'json']);
    expect(right.code, right.stdout + right.stderr).toBe(0);
    const result = JSON.parse(right.stdout);
    expect(complaints(schemas.result, result)).toBe('');
    const { replayed, counterexamples } = result.properties;
    expect([replayed.made, counterexamples]).toEqual([replayed.calls, []]);

    const next = await callCli(lives('memory:reference', '--record', record, '--properties', '0.1s'));
    expect(next.code, next.stdout + next.stderr).toBe(0);
    expect(await readdir(record)).not.toContain(folderOf);
  });
});

describe('a story that replay cannot play is exit 2', () => {
  test('the message has the file, and the call that was expected', async () => {
    const damaged = join(folder, 'damaged.txt');
    await writeFile(damaged, '# of a run\nalice enrols bob\nalice enrolls carl\n');
    const { code, stderr } = await callCli(['replay', damaged, 'memory:reference']);
    const message = `${damaged}: expected a call, found \`alice enrolls carl\`; the nearest is`;
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test.each([
    ['alice enrols 7', 'memory:reference', 'the story: expected a call, found `alice enrols 7`'],
    ['alice enrols bob, but x', 'memory:reference', 'expected a known mistake of user_create, found `x`'],
    ['waiving a/b; alice asks', 'memory:reference', 'expected the id of a requirement, found a/b'],
    ['# only a comment', 'memory:reference', 'expected a call, found none'],
    ['alice asks; '.repeat(1001), 'memory:reference', 'expected at most 1000 calls, found 1001 lines'],
    ['alice greets zoe#1 up to step 999', 'memory:reference', 'expected a call'],
    ['/nowhere/STORY.txt', 'memory:reference', 'cannot be read (ENOENT)'],
    ['/dev/zero', 'memory:reference', 'is larger than 1048576 bytes'],
    ['alice asks', 'client:reference', 'a story judges a server'],
  ])('%s on %s', async (story, target, message) => {
    const { code, stderr } = await callCli(['replay', story, target]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('a story with a call that has no subject gets no verdict', async () => {
  const lost = 'alice invites zoe; alice starts zoe#1; alice takes step 0 of attempt 3 at zoe#1';
  const { code, stdout } = await callCli(['replay', lost, 'memory:reference']);
  expect([code, stdout]).toEqual([5, expect.stringContaining('2 of 3 calls made')]);
});

test('replay reads a story from standard input, and what its calls have changed', async () => {
  const hidesFrozen = await start([], async (answer, _, { target }) => {
    const reply = await answer();
    const isList = target.endsWith('/users') && typeof reply.body === 'string';
    return isList
      ? { ...reply, body: String(reply.body).replace(/"frozen": ?true/, '"frozen":false') }
      : reply;
  });
  const input = 'alice enrols bob\nfreeze bob\n';
  const { code, stdout, stderr } = await runCli(['replay', '-', hidesFrozen.url], { env, input });
  expect([code, stdout], stderr).toEqual([1, expect.stringContaining('list users')]);
});

test('Ctrl-C while a story is shrunk reports the smallest one so far, with exit 130', async () => {
  let isBroken = false;
  let replays = 0;
  // { "status": "ok" }
  const ok = Buffer.from('81a6737461747573a26f6b', 'hex');
  const { url } = await start([omitted], async (answer, text, { target, method }) => {
    if (isBroken && method === 'POST' && target === '/administration/organizations') replays += 1;
    if (replays === 3) {
      replays += 1;
      running.signal('SIGINT');
    }
    // From the third replay on, nothing is answered until the run has ended.
    if (replays >= 3) await new Promise((resolve) => setTimeout(resolve, 3000));
    const reply = await answer();
    const isEnrolled =
      /user_create|organization_bootstrap/.test(text) &&
      reply.body instanceof Uint8Array &&
      Buffer.from(reply.body).equals(ok);
    isBroken ||= isEnrolled && wasTaken(target, text);
    return reply;
  });
  const enrolled = new Set<string>();
  // The same people are in several organizations.
  const wasTaken = (target: string, text: string): boolean => {
    const [email = ''] = /[a-z]+@example\.com/.exec(text) ?? [];
    const name = `${target.replace(/.*\//, '')} ${email}`;
    const known = enrolled.has(name);
    enrolled.add(name);
    return known;
  };
  const record = join(folder, 'interrupted');
  const running = startCli(lives(url, '--jobs', '1', '--record', record, ...untilFound), { env });
  const { code, stdout, stderr } = await running.ended;
  expect(code, stdout + stderr).toBe(130);
  expect(stdout).toContain(`fail ${omitted} in a generated life`);
  expect(stdout).toContain('(interrupted)');
  expect(await readFile(join(record, folderOf, 'STORY.txt'), 'utf8')).toContain(`# ${omitted}: `);
});

describe('a target that stops answering is exit 4, with the story up to there', () => {
  test.each([
    ['validate', (url: string) => lives(url, '--jobs', '1')],
    ['replay', (url: string) => ['replay', 'alice invites zoe; alice starts zoe#1; alice starts zoe#1', url]],
  ])(
    '%s',
    async (_, command) => {
      let calls = 0;
      const server = await start([], async (answer, text) => {
        if (text.includes('greeting_attempt')) calls += 1;
        if (calls < 2) return await answer();
        await server.stop(0);
        return await answer();
      });
      const { code, stdout, stderr } = await callCli(command(server.url), { env });
      expect([code, stderr], stdout).toEqual([
        4,
        expect.stringContaining('the target stopped giving whole answers during the run'),
      ]);
      expect(stdout).toMatch(/not answered, after these calls:\n[\s\S]*\d\. .*(greets|starts) /);
    },
    120_000,
  );
});
