import { expect, test } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import { progress } from '../../src/report/progress.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

test('without a terminal a line every five seconds says how far the run is', () => {
  let time = 0;
  let written = '';
  const show = progress(
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
});
