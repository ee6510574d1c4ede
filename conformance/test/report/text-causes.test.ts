import { expect, test } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import { textReport } from '../../src/report/text.ts';
import { causesOf } from '../../src/runner/causes.ts';
import { sampleLog } from './sample-log.ts';

const { log } = await sampleLog();
const text = textReport(log, plain);

test('the causes come before the sections', () => {
  expect(text.indexOf('\nfail: ')).toBeLessThan(text.indexOf('  BOOT '));
  expect(text).toContain('One fault may show as several causes: begin with the first.');
});

test('a cause shows the decoded request and the answer, without headers and hex', () => {
  const card = /1\. [\s\S]*?\n +again /.exec(text)?.[0];
  expect(card).toMatch(
    /expected +`ok`\n +observed +HTTP 404\n +sent +ping \(POST \/anonymous\/nobody\)\n +\| cmd: "ping"\n +\| ping: "x"\n +answer +404\n +\| \d+ bytes \(-v shows them\)/,
  );
  expect(card).not.toMatch(/bytes: [0-9a-f]{8}|Content-Type/i);
  expect(textReport(log, plain, { verbose: true })).toMatch(/bytes: [0-9a-f]{8}[\s\S]*content-type/i);
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
  const causes = causesOf(sections);
  expect(causes.length).toBe(18);
  const run = { ...log, checks: [...log.checks, ...sections], finished: { ...log.finished, causes } };
  expect(textReport(run, plain).trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});
