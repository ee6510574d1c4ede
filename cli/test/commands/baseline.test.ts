import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { runEvents, targetFile } from '../support/recorded-run.ts';

const token = 's3cr3t';
let folder: string;
let server: Listening;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-baseline-'));
  const broken = createServer({
    config: { administration_token: token },
    omit: ['user_create/email-free'],
  });
  server = await listen(broken, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.stop(100);
  await rm(folder, { recursive: true });
});
const path = (name: string) => join(folder, name);
beforeEach(async () => {
  await writeFile(path('target.yaml'), targetFile);
  await writeFile(path('run.ndjson'), runEvents);
});

const validate = (...more: string[]) =>
  callCli(
    [
      ...['validate', server.url, '--target-file', 'target.yaml', '--only', 'user_create/email-free*'],
      ...['--only', 'organization_create/visible-as-created', '--report', 'ndjson=run.ndjson', ...more],
    ],
    { cwd: folder, env: { PARSEC_ADMINISTRATION_TOKEN: token } },
  );
const baseline = (...args: string[]) => callCli(['baseline', ...args], { cwd: folder });

test('a baseline that the tool wrote passes the next run once its placeholders are replaced', async () => {
  await writeFile(path('target.yaml'), 'name: sample # mine\n');
  expect((await validate()).code).toBe(1);
  const updated = await baseline('update', 'target.yaml', 'run.ndjson');
  expect(updated.code, updated.stderr).toBe(0);
  expect(updated.stdout).toMatch(/^added user_create\/email-free[\s\S]*replace each FILL IN/);
  const written = await readFile(path('target.yaml'), 'utf8');
  expect(written).toMatch(/^name: sample # mine\nbaseline:\n {2}- check: user_create\/email-free/);
  expect(written).toContain('observed: { status: ok }');
  const refused = await validate();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /the entry of `user_create\/email-free\S*` in `baseline` has no reason, owner, expiry yet/,
  );
  const filled = written.replaceAll('FILL IN YYYY-MM-DD', '2099-01-01').replaceAll(/FILL IN .*/g, 'us');
  await writeFile(path('target.yaml'), filled);
  const next = await validate();
  expect(next.code, next.stdout + next.stderr).toBe(0);
  const again = await baseline('update', 'target.yaml', 'run.ndjson');
  expect(again.stdout).toContain('nothing to change');
  expect(await readFile(path('target.yaml'), 'utf8')).toBe(filled);
  const explained = await baseline('explain', 'target.yaml', 'run.ndjson', '--only', 'user_create/*');
  expect(explained.stdout).toMatch(
    /^user_create\/email-free\S*\n {2}why: us\n {2}owner: us, who reviews it on 2099-01-01\n {2}expected: \{"status":"ok"\}\n {2}observed last, \S+: \{"status":"ok"\}\n/,
  );
}, 120_000);

test('a run says what an entry with a sentence of a report names now', async () => {
  await writeFile(path('target.yaml'), targetFile.replace('{ status: ok }', '"`ok`"'));
  const { stderr } = await validate();
  expect(stderr).toContain('an entry of the baseline names a sentence of the report.');
  expect(stderr).toContain('  user_create/email-free: observed: { status: ok }\n');
}, 120_000);

describe('bad input is explained', () => {
  test.each([
    [
      'a missing run',
      ['update', 'target.yaml', 'none.ndjson'],
      2,
      /the run none\.ndjson cannot be read \(ENOENT\)/,
    ],
    ['a missing file', ['update', 'none.yaml', 'run.ndjson'], 2, /none\.yaml cannot be read/],
    [
      'another pattern',
      ['explain', 'target.yaml', '--only', 'x/*'],
      3,
      /no entry of target\.yaml matches `x\/\*`/,
    ],
    ['no run', ['update', 'target.yaml'], 2, /missing required argument 'run'/],
  ])('%s', async (_, args, code, message) => {
    const refused = await baseline(...args);
    expect([refused.code, refused.stdout]).toEqual([code, '']);
    expect(refused.stderr).toMatch(message);
  });

  test.each([
    ['a line that is no JSON', () => `${runEvents}{`, /run\.ndjson: line 3 is not an event of a run/],
    ['a run without its end', () => runEvents.split('\n').slice(0, 1).join('\n'), /lacks the end of the run/],
    [
      'a run without its start',
      () => runEvents.split('\n').slice(1).join('\n'),
      /does not begin with the start/,
    ],
    ['an empty file', () => '', /does not begin with the start/],
    [
      'a run of another target',
      () => runEvents.replace('"file":"sample"', '"file":"other"'),
      /the run judged `other`, and the file is of `sample`/,
    ],
  ])('%s', async (_, text, message) => {
    await writeFile(path('run.ndjson'), text());
    for (const command of ['update', 'explain']) {
      const refused = await baseline(command, 'target.yaml', 'run.ndjson');
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(message);
    }
    expect(await readFile(path('target.yaml'), 'utf8')).toBe(targetFile);
  });
});
