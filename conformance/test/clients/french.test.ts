import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { frenchClient } from '../support/clients/french-client.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';

const all = (await loadChecks()).filter(({ kind }) => kind === 'client');
const checks = drawn(all, ({ id }) => id);

test('a client whose texts are not English, and which sends no code, passes every check', {
  timeout: 400_000,
}, async () => {
  const client = { address: 'client:french', driver: frenchClient(await referenceClient()) };
  // A timeout on a busy machine must not count as a broken rule.
  const done = await judged({ client, checks, seed: 'self-test', run: '5e1f7e', timeout: 90_000 });
  const others = done.filter(({ outcome }) => outcome !== 'pass');
  expect(others.map(({ check, outcome, message }) => `${check}: ${outcome} ${message}`).join('\n')).toBe('');
  expect(done.length).toBe(checks.length);
});
