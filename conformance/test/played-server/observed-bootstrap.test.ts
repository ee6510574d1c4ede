import { expect, test } from 'vitest';
import type { ClientJudge } from '../../src/judge/client-judge.ts';
import { observedBootstrap } from '../../src/played-server/observed-bootstrap.ts';

test('a shared bootstrap that failed is made again for the next check', async () => {
  let attempts = 0;
  const judge = {
    client: {},
    now: () => {
      attempts += 1;
      throw new Error('the time limit of the first check is over');
    },
    random: { hex: () => '00' },
  } as unknown as ClientJudge;
  for (const _ of [1, 2]) await expect(observedBootstrap(judge)).rejects.toThrow('the first check is over');
  expect(attempts).toBe(2);
});
