import { afterAll, expect, test } from 'vitest';
import { openTarget } from '../../src/targets/open-target.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';

const target = await openTarget('memory:reference');
if (target.kind === 'client') throw new Error('no server');
afterAll(() => target.close());

test('an object is borrowed by one check after the other, until one of them fails', async () => {
  let made = 0;
  const seen: number[] = [];
  const borrowingCheck = (name: string, fails = false) =>
    sampleCheck('organization_bootstrap/token-works-once', { case: name }, (judge) =>
      judge.borrow(
        'a thing',
        async () => {
          made += 1;
          return made;
        },
        async (object) => {
          seen.push(object);
          if (fails) judge.fail('as wanted', 'nothing', 'this');
        },
      ),
    );
  const done = await judged({
    server: target,
    checks: [
      borrowingCheck('one'),
      borrowingCheck('two'),
      borrowingCheck('three', true),
      borrowingCheck('four'),
      borrowingCheck('five'),
    ],
    seed: 'lent',
    run: '1e4700',
    jobs: 1,
    again: false,
  });
  expect(done.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'fail', 'pass', 'pass']);
  expect(seen).toEqual([1, 1, 1, 2, 2]);
});
