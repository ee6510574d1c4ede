import { afterAll, describe, expect, test } from 'vitest';
import { loadChecks } from '../src/case/registry.ts';
import { checkTests } from '../src/check-tests.ts';
import { openTarget } from '../src/targets/open-target.ts';
import { sampleCheck } from './runner/sample-check.ts';

const target = await openTarget('memory:reference');
if (target.kind === 'client') throw new Error('no server');
afterAll(() => target.close());
const options = { server: target, seed: 'tests', run: 'a5e575', again: false } as const;
const bootstrap = (await loadChecks()).filter(({ id }) => id.startsWith('organization_bootstrap/token-'));

describe('the checks as tests of this runner', () => {
  for (const { title, run } of checkTests(bootstrap, options))
    test(title, async () => expect((await run()).outcome).toBe('pass'));

  test('a failing check throws an error with the expectation and the exchange', async () => {
    const wrong = sampleCheck(
      'organization_bootstrap/token-works-once',
      {},
      async (judge) => void judge.expect.answer(await judge.http({ target: '/nowhere' }), 200),
    );
    const [only] = checkTests([wrong], options);
    await expect(only?.run()).rejects.toThrow(
      /FAIL organization_bootstrap\/token-works-once.*BOOT-09 MUST.*expected +HTTP 200.*came +HTTP 404/s,
    );
  });
});
