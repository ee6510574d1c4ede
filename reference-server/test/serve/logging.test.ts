import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type LogOptions, makeLog, scrub } from '../../src/serve/logging.ts';
import { JournalError } from '../../src/storage/journal-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a console line has its time unless that is turned off, its level, its message, and its fields below', () => {
  const written = (format: LogOptions['format']): string => {
    const file = join(folder, `line-${format}`);
    makeLog({ level: 'info', format, file }).warn({ status: 500, path: '/x?token=s3cr3t' }, 'refused');
    return readFileSync(file, 'utf8');
  };
  const line = 'WARN: refused\n    status: 500\n    path: "/x?token=[redacted]"\n';
  expect(written('console_no_timestamp')).toBe(line);
  const timed = written('console');
  expect(timed).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] WARN/);
  expect(timed.slice('[2020-01-01 00:00:00.000] '.length)).toBe(line);
});

test('an error is logged with its causes, by name, code and message, and without secrets', () => {
  const file = join(folder, 'error');
  const refused = Object.assign(new Error('refused by https://me:s3cr3t@db'), { code: '53300' });
  const err = new JournalError('away', 'the database does not answer', 'It is tried again.', refused);
  makeLog({ level: 'info', format: 'json', file }).warn({ err }, err.message);
  const written = readFileSync(file, 'utf8');
  expect(JSON.parse(written)).toMatchObject({
    msg: 'the database does not answer',
    err: {
      type: 'JournalError',
      code: 'away',
      cause: { type: 'Error', code: '53300', message: 'refused by https://[redacted]@db' },
    },
  });
  expect(written).not.toContain('s3cr3t');
});

test('a log file is created for its owner only; an existing one keeps its mode and its lines', () => {
  const [fresh, old] = [join(folder, 'fresh.log'), join(folder, 'old.log')];
  writeFileSync(old, 'before\n');
  chmodSync(old, 0o664);
  for (const file of [fresh, old]) makeLog({ level: 'info', format: 'json', file }).info({}, 'something');
  const modes = [fresh, old].map((file) => (statSync(file).mode & 0o777).toString(8));
  expect(modes).toEqual(['600', '664']);
  expect(readFileSync(old, 'utf8')).toMatch(/^before\n\{.*something/);
});

test.each([
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
  ['token PARSEC-SIGN-ED25519.ab.1.xyz==', 'token [redacted token]'],
  ['GET /redirect/Org?a=claim_user&p=xBAA', 'GET /redirect/Org?a=claim_user&p=[redacted]'],
  ['GET /redirect/Org%3Fa=claim_user%26p%3DxBAA', 'GET /redirect/Org%3Fa=claim_user%26p%3D[redacted]'],
  ['http://me:pw@hook.test/', 'http://[redacted]@hook.test/'],
  // The search takes linear time.
  ['PARSEC-'.repeat(100_000), 'PARSEC-'.repeat(100_000)],
  ['nothing secret', 'nothing secret'],
])('%.80j is logged as %.80j', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});
