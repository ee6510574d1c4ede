import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../../src/verifies/index.ts';
import { judgeFrail } from './frail-target.ts';
import { frailServers } from './frailties.ts';

const checks = (await loadChecks()).filter(({ needs }) => needs?.includes('faults'));

describe('a right server', () => {
  test('keeps what it acknowledges, whatever is done to it', { timeout: 120_000 }, async () => {
    const done = await judgeFrail(checks, {});
    const others = done.filter(({ outcome }) => outcome !== 'pass');
    expect(
      others.map(({ check, outcome, message, reason }) => `${check}: ${outcome}: ${message ?? reason}`),
    ).toEqual([]);
    expect(done.length).toBeGreaterThan(30);
  });
});

describe('a server that breaks a promise is noticed by a check of that promise', () => {
  test.concurrent.each(frailServers)('$name', { timeout: 120_000 }, async ({ breaks, frailty }) => {
    const naming = checks.filter(({ requirements }) => requirements.includes(breaks));
    const done = await judgeFrail(naming, frailty);
    const told = done.map(
      ({ check, outcome, message, reason }) => `${check}: ${outcome}: ${message ?? reason ?? ''}`,
    );
    const seen = done.filter(({ outcome, fault }) => ['fail', 'warning'].includes(outcome) && fault !== true);
    expect(
      seen.map(({ check }) => check),
      told.join('\n'),
    ).not.toEqual([]);
  });
});
