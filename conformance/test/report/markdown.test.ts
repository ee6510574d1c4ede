import { expect, test } from 'vitest';
import { markdownReport } from '../../src/report/markdown.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

test('Markdown: the verdict, the sections, each cause with its exchange, and one line for each other check', () => {
  const text = markdownReport(log);
  expect(text).toMatch(/^## ✗ fail: ` http:\/\/127\.0\.0\.1:\d+ `/);
  expect(text).toMatch(/^\d+ of \d+ rows of the catalogue tried · 11 checks in .* · seed ` sample `$/m);
  expect(text).toMatch(/^\| BOOT \| \d+ \| 10 \| .*1 pass, /m);
  const failed = /<summary>BOOT-09 MUST <code>\S+#fail<\/code><\/summary>\n\n```text\n([\s\S]*?)\n```\n/.exec(
    text,
  )?.[1];
  expect(failed).toContain('HTTP 404');
  expect(failed).toMatch(/again +npx --no parsec-spec validate … --only '\S+#fail'/);
  expect(text).toContain('Blocked by it: 1 check');
  expect(text).toMatch(/^### known failure\n\n- ` \S+#known `: ` a defect that is known `$/m);
});

test('Markdown: the answer of a server is shown as code if it is text, and only then', () => {
  const [check] = log.checks.filter(({ outcome }) => outcome === 'fail');
  if (check === undefined) throw new Error('no check failed');
  const hostile = '````\n</details><script>x</script>\n````';
  if (log.finished === undefined) throw new Error('the run did not end');
  const checks = [{ ...check, message: hostile, observed: hostile }];
  const causes = log.finished.causes
    .slice(0, 1)
    .map((cause) => ({ ...cause, observed: hostile, checks: [check.check] }));
  const text = markdownReport({ ...log, checks, finished: { ...log.finished, causes } });
  const fence = /^(`+)text\n/m.exec(text)?.[1] ?? '';
  expect(fence.length).toBe(5);
  const [before, inside, after] = text.split(new RegExp(`^${fence}(?:text)?$`, 'm'));
  expect(inside).toContain('<script>');
  expect(`${before}${after}`).not.toContain('<script>');
});

test('Markdown: a server that answers nothing does not fill the report', () => {
  const [check] = log.checks.filter(({ outcome }) => outcome === 'fail');
  if (check === undefined) throw new Error('no check failed');
  const checks = Array.from({ length: 1200 }, (_, nth) => ({
    ...check,
    observed: `${nth}${'x'.repeat(50_000)}`,
  }));
  if (log.finished === undefined) throw new Error('the run did not end');
  const [cause] = log.finished.causes;
  if (cause === undefined) throw new Error('no cause');
  const causes = checks.map(({ check: id, observed }) => ({ ...cause, observed, checks: [id] }));
  const text = markdownReport({ ...log, checks, finished: { ...log.finished, causes } });
  expect(text.length).toBeLessThan(1_000_000);
  expect(text).toMatch(/… and \d{3,4} more/);
});
