import { afterAll, describe, expect, test } from 'vitest';
import { checkTests } from '../src/check-tests.ts';
import { loadChecks } from '../src/judge/registry.ts';
import { openTarget } from '../src/targets/open-target.ts';
import { sampleCheck } from './support/sample-check.ts';

const target = await openTarget('memory:reference');
if (target.kind === 'client') throw new Error('no server');
afterAll(() => target.close());
const options = { server: target, seed: 'tests', run: 'a5e575', again: false } as const;
const bootstrap = (await loadChecks()).filter(({ id }) => id.startsWith('organization_bootstrap/token-'));

describe('the checks as tests of this runner', () => {
  for (const { title, run } of checkTests(bootstrap, options))
    test(title, async () => expect((await run()).outcome).toBe('pass'));

  test('a check that cannot be judged calls `skip` with the reason', async () => {
    const untestable = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) =>
      judge.notTestable('no token'),
    );
    const reasons: string[] = [];
    const [only] = checkTests([untestable], options);
    const done = await only?.run((reason) => void reasons.push(reason));
    expect(done?.outcome).toBe('notTestable');
    expect(reasons).toEqual(['no token']);
  });

  test('a failing check throws an error with the expectation and the exchange', async () => {
    const wrong = sampleCheck(
      'organization_bootstrap/token-works-once',
      {},
      async (judge) => void judge.expect.answer(await judge.http({ target: '/nowhere' }), 200),
    );
    const [only] = checkTests([wrong], options);
    await expect(only?.run()).rejects.toThrow(
      /FAIL organization_bootstrap\/token-works-once.*BOOT-09 MUST.*expected +HTTP 200.*observed +HTTP 404/s,
    );
  });
});
