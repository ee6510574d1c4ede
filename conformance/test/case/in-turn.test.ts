import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAccountCreationLock } from '../../src/case/actions/sign-up.ts';
import type { Judge } from '../../src/case/judge.ts';
import { judged } from '../runner/judged.ts';
import { sampleCheck } from '../runner/sample-check.ts';
import { sampleServer, urlTarget } from '../runner/sample-server.ts';

let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer((request, response) => {
    if (request.url !== '/never') response.end();
  });
});
afterAll(() => server.close());

const opening = (name: string, use: (judge: Judge) => Promise<void>) =>
  sampleCheck('account_create_proceed/creates-account', { case: name }, (judge) =>
    withAccountCreationLock(judge, () => use(judge)),
  );
const outcomes = async (checks: readonly ReturnType<typeof opening>[]): Promise<readonly string[]> => {
  const done = await judged({
    server: await urlTarget(server.address),
    checks,
    seed: '1',
    run: 'abcdef',
    timeout: 400,
    again: false,
    withoutPreflight: {},
  });
  return done.map(({ outcome }) => outcome);
};

test('checks open an account one at a time, and the wait does not count against their timeout', async () => {
  let inside = 0;
  let most = 0;
  const checks = Array.from({ length: 5 }, (_, nth) =>
    opening(`check-${nth}`, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(200);
      inside -= 1;
    }),
  );
  expect(await outcomes(checks)).toEqual(checks.map(() => 'pass'));
  expect(most).toBe(1);
});

test('a failed or timed-out check does not block the others', async () => {
  const checks = [
    opening('fails', async (judge) => judge.fail('it is so', 'that', 'this')),
    opening('too-long', async (judge) => {
      await judge.http({ target: '/never' });
      judge.fail('no answer', 'one', 'none');
    }),
    opening('passes', async () => undefined),
  ];
  expect(await outcomes(checks)).toEqual(['fail', 'fail', 'pass']);
});
