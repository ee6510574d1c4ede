import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { mutantDriver } from '../self-test/mutant-client.ts';
import { judged } from '../support/judged.ts';

const checks = (await loadChecks()).filter(({ id }) => id === 'events/client-fetches-what-it-missed#client');

/** A correct client on a busy machine. Each of its commands takes 400 ms longer. */
const slow = await mutantDriver({
  name: 'a slow client',
  options: (given) => ({
    ...given,
    fetch: async (input, init) => {
      if (init?.method === 'POST') await sleep(400);
      return fetch(input, init);
    },
  }),
});

test('a client that is slow to read everything again gets enough time', async () => {
  expect(checks).toHaveLength(1);
  const done = await judged({
    client: { address: 'client:slow', driver: slow },
    checks,
    seed: '1',
    run: 'abcdef',
    timeout: 30_000,
    again: false,
  });
  expect(done.map(({ outcome, message }) => [outcome, message])).toEqual([['pass', undefined]]);
});
