import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckResult, RecordedFinding, RunEvent } from '@parsec-spec/conformance/runner';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FindingRecord, prepareRecord } from '../../src/validate/finding-record.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-findings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const message = { headers: [], body: Buffer.from('x') };
const culprit = {
  ...{ request: { method: 'GET', target: '/', ...message }, response: { status: 200, ...message } },
  ...{ at: new Date(0), durationMs: 1, origin: undefined },
} as unknown as RecordedFinding['culprit'];
const finding = (check: string): RecordedFinding => ({
  ...{ check, result: finished(check, 'fail'), culprit, isNamed: true, exchanges: [culprit] },
});
const finished = (check: string, outcome: CheckResult['outcome']) =>
  ({ event: 'check-finished', check, outcome, notes: [] }) as unknown as CheckResult;

const newRecord = () => {
  prepareRecord(folder);
  const server = 'http://127.0.0.1:6777';
  const replay = () => 'again';
  return new FindingRecord(folder, { server, tls: [], administrationToken: undefined, replay });
};

test('only checks that the run reports as findings stay', async () => {
  const record = newRecord();
  for (const check of ['a/fail', 'a/warning', 'a/blocked', 'a/interrupted']) record.add(finding(check));
  record.event(finished('a/fail', 'fail'));
  record.event(finished('a/warning', 'warning'));
  record.event(finished('a/blocked', 'blocked'));
  expect(record.end()).toEqual({ checks: 2, stories: 0, open: 0, writeError: undefined });
  expect((await readdir(folder)).sort()).toEqual(['a_fail', 'a_warning', 'record.json']);
});

test('checks with similar ids have folders of their own, and a repeated check replaces its folder', async () => {
  const record = newRecord();
  for (const check of ['a/b', 'a#b', 'a/b']) {
    record.add(finding(check));
    record.event(finished(check, 'fail'));
  }
  expect(record.end().checks).toBe(2);
  expect((await readdir(folder)).sort()).toEqual(['a_b', 'a_b-2', 'record.json']);
});

test('the script that expires organizations keeps those of an earlier record', async () => {
  for (const open of [['ps-abcdef-1'], ['ps-abcdef-2', 'ps-abcdef-3']]) {
    const record = newRecord();
    const organizations = { created: 5, expired: 2, open };
    record.event({ event: 'run-finished', organizations } as unknown as RunEvent);
    expect(record.end().open).toBe(open.length);
  }
  const lines = (await readFile(join(folder, 'expire.sh'), 'utf8')).match(/^expire .*$/gm);
  expect(lines).toEqual([1, 2, 3].map((number) => `expire http://127.0.0.1:6777 ps-abcdef-${number}`));
});

test('a folder that is gone does not stop the run', async () => {
  const record = newRecord();
  await rm(folder, { recursive: true });
  record.add(finding('a/b'));
  expect(record.end().writeError).toMatch(/^--record .* cannot be written \(ENOENT/);
  prepareRecord(folder);
});
