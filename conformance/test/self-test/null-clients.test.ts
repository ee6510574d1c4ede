import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';
import { nullClients } from './null-client.ts';

const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');

describe('a null client passes no check', () => {
  test.concurrent.each(drawn(Object.entries(nullClients), ([name]) => name))(
    '%s: every check runs, none passes',
    async (_name, driver) => {
      const done = await judged({
        client: { address: 'client:null', driver },
        checks,
        seed: 'null',
        run: '000000',
        jobs: 96,
        slow: true,
        again: false,
      });
      expect(done.length).toBe(checks.length);
      const failed = done.filter(({ outcome }) => ['fail', 'warning', 'note'].includes(outcome));
      const others = done.filter((each) => !failed.includes(each));
      expect(others.map(({ check, outcome, message }) => `${check}: ${outcome} ${message ?? ''}`)).toEqual(
        [],
      );
    },
  );
});
