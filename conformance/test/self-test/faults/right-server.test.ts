import { expect, test } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { runOnCorrect } from './broken-target.ts';

const checks = (await loadChecks()).filter(({ needs }) => needs?.includes('faults'));
const isHistory = ({ id }: { readonly id: string }) => id.startsWith('durability/linearizable');

test.concurrent('a right server keeps everything acknowledged under every fault', async () => {
  const done = await runOnCorrect(checks.filter((check) => !isHistory(check)));
  const others = done.filter(({ outcome }) => outcome !== 'pass');
  expect(
    others.map(({ check, outcome, message, reason }) => `${check}: ${outcome}: ${message ?? reason}`),
  ).toEqual([]);
  expect(done.length).toBeGreaterThan(30);
});

test.concurrent('one order explains the outcomes of a correct server, on two nodes and over a kill', async () => {
  const done = await runOnCorrect(checks.filter(isHistory));
  const others = done.filter(({ outcome }) => outcome !== 'pass');
  expect(others.map(({ check, outcome, message }) => `${check}: ${outcome}: ${message}`)).toEqual([]);
  expect(done.length).toBe(13);
});
