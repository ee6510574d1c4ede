import { expect, test } from 'vitest';
import { checkMarkup } from '../../src/report/html/check.ts';
import { plain } from '../../src/report/paint.ts';
import { type CheckFinished, reportEvent } from '../../src/report/report-events.ts';
import { textReport } from '../../src/report/text.ts';
import { findingCard, textFinding } from '../../src/report/text-finding.ts';
import { type ExchangeView, viewExchange } from '../../src/runner/exchange-view.ts';
import { configurationFrame } from '../../src/wire/event-frames.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { failed } from '../support/failed-check.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();
const text = textReport(log, plain);

test('the causes come before the sections', () => {
  expect(text.indexOf('\nfail: ')).toBeLessThan(text.indexOf('  BOOT '));
  expect(text).toContain('One defect may show as several causes: begin with the first.');
});

test('a cause shows the decoded request and the answer, without headers and hex', () => {
  const card = /1\. [\s\S]*?\n +again /.exec(text)?.[0];
  expect(card).toMatch(
    /expected +`ok`\n +observed +HTTP 404\n +sent +ping \(POST \/anonymous\/nobody\)\n +\| cmd: "ping"\n +\| ping: "x"\n +answer +404\n +\| \d+ bytes \(-v shows them\)/,
  );
  expect(card).not.toMatch(/bytes: [0-9a-f]{8}|Content-Type/i);
  expect(textReport(log, plain, { verbose: true })).toMatch(/bytes: [0-9a-f]{8}[\s\S]*content-type/i);
});

test('each row fits 80 columns, except the command that repeats a check', () => {
  const long = 'a long text of a target, '.repeat(30);
  const checks = log.checks.map((check) => ({ ...check, reason: long, message: long, observed: long }));
  const causes = log.finished?.causes.map((cause) => ({ ...cause, observed: long }));
  const output = textReport({ ...log, checks, finished: { ...log.finished, causes } as never }, plain);
  const wide = output.split('\n').filter((row) => row.length > 80 && !/^ *again /.test(row));
  expect(wide).toEqual([]);
});

test('a cause names the command of its request', () => {
  expect(text).toMatch(/^\d\. BOOT-09 MUST .*\n {3}ping: expected `ok`, got HTTP 404$/m);
});

/** The card of a check that fails with these facts. */
const card = (changes: Partial<CheckFinished>): string => {
  const failed = log.checks.find(({ outcome, culprit }) => outcome === 'fail' && culprit !== undefined);
  if (failed === undefined) expect.unreachable();
  return findingCard({ ...failed, ...changes }, plain);
};

/** The view of an exchange. */
const view = (
  label: string,
  request: Partial<ExchangeView['request']>,
  response: Partial<NonNullable<ExchangeView['response']>> = {},
): ExchangeView => ({
  ...{ label, at: '2026-11-28T00:00:00Z', durationMs: 1 },
  request: { method: 'POST', target: '/authenticated/Org', headers: [], ...request },
  response: { status: 200, headers: [], ...response },
});

const fields = (names: readonly string[], values: Readonly<Record<string, string>> = {}) => {
  const value = Object.fromEntries(names.map((name) => [name, values[name] ?? 'x']));
  const decoded = `{\n${names.map((name) => `  ${name}: "${value[name]}"\n`).join('')}}`;
  return { body: { bytes: decoded.length, hex: '', decoded, value } };
};

test('a card shows the field of the request that differs from the valid one', () => {
  const names = ['cmd', 'a', 'b', 'c', 'd', 'e', 'profile'];
  const broken = fields(names);
  const valid = fields(names, { profile: 'y' });
  const exchanges = [view('valid', valid), view('broken', broken)];
  expect(card({ exchanges, culprit: 1 })).toMatch(/\| ! profile: "x" {3}\(valid: "y"\)/);
});

test('a card shows the field of the answer that the finding names', () => {
  const answer = fields(['status', 'a', 'b', 'c', 'd', 'e', 'invitation_status']);
  const exchanges = [view('x', {}, answer)];
  const shown = card({ exchanges, culprit: 0, expected: 'invitation_status: "READY"' });
  expect(shown).toMatch(/\| status: "x"\n[\s\S]*\| invitation_status: "x"\n +\| … \(-v/);
});

test('a card shows the header that was judged, and the encoding of a body', () => {
  const headers = [
    ['content-type', 'text/plain'],
    ['server', 's'],
    ['content-encoding', 'br'],
  ] as const;
  const exchanges = [view('x', {}, { headers })];
  const shown = card({ exchanges, culprit: 0, expected: 'Content-Type: application/msgpack' });
  expect(shown).toMatch(/answer +200\n +\| content-type: text\/plain\n +\| content-encoding: br/);
  expect(shown).not.toContain('server: s');
});

test('the data of events is decoded', () => {
  const request = { method: 'GET', target: '/authenticated/Org/events', headers: [], body: new Uint8Array() };
  const headers = [['Content-Type', 'text/event-stream']] as const;
  const stream = Buffer.from(`${configurationFrame()}data:not-base64!\n\n:keepalive\n`);
  const exchange = new Exchange(request, { status: 200, headers, body: stream }, 1);
  const { response } = viewExchange(exchange, { redact: (secret) => secret, limit: 4096 });
  expect(response?.body?.decoded).toMatch(
    /^data: \{\n {2}status: "ok"\n {2}event: "ORGANIZATION_CONFIG"\n[\s\S]*\}\n\ndata:not-base64!\n\n:keepalive/,
  );
});

test('a body is cut', () => {
  const [failed] = log.checks.filter(({ outcome, culprit }) => outcome === 'fail' && culprit !== undefined);
  if (failed === undefined) expect.unreachable();
  const decoded = Array.from({ length: 9 }, (_, line) => `line ${line} ${'x'.repeat(200)}`).join('\n');
  const checks = log.checks.map((check) => ({
    ...check,
    exchanges: check.exchanges.map((one) => ({
      ...one,
      request: { ...one.request, body: { bytes: 1800, hex: '', decoded } },
    })),
  }));
  const lines = textReport({ ...log, checks }, plain).split('\n');
  const body = lines.slice(lines.findIndex((line) => line.includes('| line 0')));
  expect(body[3]).toContain('| line 3');
  expect(body[4]).toContain('| … (-v shows all)');
  expect(Math.max(...body.slice(0, 5).map(({ length }) => length))).toBeLessThan(150);
});

test('the text of many causes with long findings has at most 100 lines', () => {
  const [failed] = log.checks.filter(({ outcome }) => outcome === 'fail');
  if (failed === undefined || log.finished === undefined) expect.unreachable();
  const sections = Array.from({ length: 18 }, (_, number) => ({
    ...failed,
    check: `section-${number}/rule`,
    requirements: failed.requirements
      .flatMap((one) => [one, one])
      .map((one) => ({ ...one, section: `S${number}` })),
    message: 'a\nb\nc\nd\ne\nf\ng\nh\ni',
    expected: `${number}`,
  }));
  const [cause] = log.finished.causes;
  if (cause === undefined) expect.unreachable();
  const causes = sections.map(({ check, expected }) => ({ ...cause, expected, checks: [check] }));
  const run = { ...log, checks: [...log.checks, ...sections], finished: { ...log.finished, causes } };
  expect(textReport(run, plain).trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});

const refused = '`invalid_certificate`';

test.each([
  ['broken', refused, 'small order nonce'],
  ['verify_key of small order', refused, 'verify_key of small order'],
  ['valid', refused, undefined],
  ['broken', '`ok`', undefined],
])('a finding names the mistake of the request %s that should get %s', (label, expected, mistake) => {
  const exchanges = [view(label, {})];
  const finding = reportEvent(
    failed('a/b#small-order-nonce', 'x', '`ok`', { expected, exchanges, culprit: 0 }),
  );
  expect(finding.mistake).toBe(mistake);
  const page = checkMarkup(finding, 'open', 'all', undefined).text;
  expect(page.includes(`<dt>mistake</dt><dd>${mistake}</dd>`)).toBe(mistake !== undefined);
  for (const shown of [textFinding(finding, plain), findingCard(finding, plain)])
    expect(/^ {2}mistake +(.*)$/m.exec(shown)?.[1]).toBe(mistake);
});

test('-v shows the exchange of a warning', () => {
  const warning = /^WARNING organization_bootstrap\/author-is-root#warning\n[\s\S]*?\n +again /m;
  expect(text).not.toMatch(warning);
  const shown = warning.exec(textReport(log, plain, { verbose: true }))?.[0];
  expect(shown).toMatch(/> POST \/anonymous\/nobody\n[\s\S]*< 404/);
});
