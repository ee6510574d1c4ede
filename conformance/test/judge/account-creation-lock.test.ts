import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Judge } from '../../src/judge/judge.ts';
import { withAccountCreationLock } from '../../src/vocabulary/actions/sign-up.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

let server: Awaited<ReturnType<typeof sampleServer>>;
beforeAll(async () => {
  server = await sampleServer((request, response) => {
    if (request.url !== '/never') response.end();
  });
});
afterAll(() => server.close());

const creationCheck = (name: string, use: (judge: Judge) => Promise<void>) =>
  sampleCheck('account_create_proceed/creates-account', { case: name }, (judge) =>
    withAccountCreationLock(judge, () => use(judge)),
  );
const outcomes = async (checks: readonly ReturnType<typeof creationCheck>[]): Promise<readonly string[]> => {
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

test('checks create accounts one at a time, and waiting does not count against their timeout', async () => {
  let holders = 0;
  let maxHolders = 0;
  const checks = Array.from({ length: 5 }, (_, nth) =>
    creationCheck(`check-${nth}`, async () => {
      holders += 1;
      maxHolders = Math.max(maxHolders, holders);
      await sleep(200);
      holders -= 1;
    }),
  );
  expect(await outcomes(checks)).toEqual(checks.map(() => 'pass'));
  expect(maxHolders).toBe(1);
});

test('a check that fails or times out releases the lock', async () => {
  const checks = [
    creationCheck('fails', async (judge) => judge.fail('it is so', 'that', 'this')),
    creationCheck('too-long', async (judge) => {
      await judge.http({ target: '/never' });
      judge.fail('no answer', 'one', 'none');
    }),
    creationCheck('passes', async () => undefined),
  ];
  expect(await outcomes(checks)).toEqual(['fail', 'fail', 'pass']);
});
