import { expect, test } from 'vitest';
import { markdownReport } from '../../src/report/markdown.ts';
import { plain } from '../../src/report/paint.ts';
import { textReport } from '../../src/report/text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();
const [inapplicable] = log.checks.filter(({ outcome }) => outcome === 'notApplicable');

test('a run without a pass says why each check was not applicable', () => {
  if (inapplicable === undefined) expect.unreachable();
  const { message = '' } = inapplicable;
  expect(message).toMatch(/needs a server that the suite starts/);
  const other = { ...inapplicable, check: 'organization_bootstrap/other', message: 'needs faults' };
  const run = { ...log, checks: [inapplicable, other] };
  const text = textReport(run, plain);
  expect(text).toContain(`not applicable ${inapplicable.check}\n  | ${message}\n`);
  expect(text).toContain('not applicable organization_bootstrap/other\n  | needs faults\n');
  const markdown = markdownReport(run);
  expect(markdown).toContain(`### not applicable\n\n- \` ${inapplicable.check} \`: \` ${message} \`\n`);
  expect(markdown).toContain('- ` organization_bootstrap/other `: ` needs faults `\n');
});

test('a run with a pass does not', () => {
  if (inapplicable === undefined) expect.unreachable();
  const { message = '' } = inapplicable;
  for (const report of [textReport(log, plain), markdownReport(log)]) expect(report).not.toContain(message);
});

test('a reason with many checks names twenty of them, and all with -v', () => {
  if (inapplicable === undefined) expect.unreachable();
  const checks = Array.from({ length: 25 }, (_, number) => ({ ...inapplicable, check: `case-${number}` }));
  const text = textReport({ ...log, checks }, plain);
  expect(text).toContain('case-19 and 5 more: -v names them\n');
  expect(text).not.toContain('case-20');
  expect(textReport({ ...log, checks }, plain, { verbose: true })).toContain('case-23, case-24\n');
});
