import { expect, test } from 'vitest';
import { badgeJson, badgeSvg } from '../../src/report/badge.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { plain } from '../../src/report/paint.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { textReport } from '../../src/report/text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();
const { finished } = log;
if (finished === undefined) throw new Error('the run did not end');
const passed: RunLog = {
  ...log,
  finished: {
    ...finished,
    verdict: 'pass',
    requirements: { ...finished.requirements, verified: 3, total: 7 },
  },
};
const counts = { ...finished.counts, fail: 1, stale: 0, flaky: 0 };

test.each([
  ['pass, with the rows that it verified', passed, 'pass, 3 of 7 rows', 'brightgreen'],
  [
    'a passed selection',
    { ...passed, started: { ...log.started, selection: { complete: false, patterns: ['BOOT'] } } },
    'pass of a selection, 3 of 7 rows',
    'brightgreen',
  ],
  ['fail, with its red checks', log, 'fail, 4 checks', 'red'],
  ['fail, of one check', { ...log, finished: { ...finished, counts } }, 'fail, 1 check', 'red'],
  [
    'a run without a verdict',
    { ...log, finished: { ...finished, verdict: 'none' } },
    'no verdict',
    'lightgrey',
  ],
  ['an interrupted run', { ...log, finished: { ...finished, interrupted: true } }, 'no verdict', 'lightgrey'],
  ['a run that did not end', { ...log, finished: undefined }, 'no verdict', 'lightgrey'],
] satisfies readonly (readonly [string, RunLog, string, string])[])(
  'the badge of %s has its message and colour',
  (_, run, message, color) => {
    expect(JSON.parse(badgeJson(run))).toEqual({ schemaVersion: 1, label: 'parsec-spec', message, color });
    const svg = badgeSvg(run);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="20"/);
    expect(svg).toContain(`<title>parsec-spec: ${message}</title>`);
    expect(svg).not.toMatch(/href|@import|<script/);
  },
);

test('text and Markdown call the pass of a selection what it is', () => {
  const { properties: _, ...checksOnly } = passed;
  const selected: RunLog = {
    ...checksOnly,
    started: { ...log.started, selection: { complete: false, patterns: ['BOOT'] } },
  };
  expect(markdownReport(selected)).toMatch(/^## ✓ pass of a selection: /);
  expect(markdownReport(passed)).toMatch(/^## ✓ pass: /);
  expect(textReport(selected, plain)).toMatch(/^verdict: pass of a selection /m);
  expect(textReport(checksOnly, plain)).toMatch(/^verdict: pass {2}/m);
});
