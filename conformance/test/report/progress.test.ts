import { expect, test } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import { progress } from '../../src/report/progress.ts';
import { reportEvent } from '../../src/report/report-events.ts';
import { failed } from '../support/failed-check.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

test('without a terminal a line every five seconds says how far the run is', () => {
  let time = 0;
  let written = '';
  const { show, hold } = progress(
    (text) => {
      written += text;
    },
    plain,
    false,
    () => time,
  );
  show({ ...log.started, checks: 4 });
  for (const check of log.checks
    .filter(({ outcome }) => outcome === 'pass' || outcome === 'note')
    .slice(0, 2)) {
    time += 5000;
    show(check);
  }
  expect(written).toMatch(
    /^judging .*: 4 checks, seed sample\n1 of 4 checks done, 0 red, about 15 s left\n2 of 4/,
  );
  const late = failed('a/late', 'anonymous', 'HTTP 502');
  time += 5000;
  hold(late);
  expect(written).toMatch(/3 of 4 checks done, 1 red, 1 of them perhaps blocked, about 5 s left\n$/);
  time += 5000;
  show(reportEvent(late));
  expect(written).toMatch(/\nfail a\/late: .*\n3 of 4 checks done, 1 red, about/);
});
