import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';
import { memoryStartOptions } from '../../src/targets/memory-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';
import { type NullServer, nullServers, startNullServer } from '../support/null-server.ts';

// Harmful checks are tested in faults/.
const checks = (await loadChecks()).filter(
  ({ kind, needs }) => kind === 'server' && needs?.includes('faults') !== true,
);

/** The null server as a target that accepts any setting, so that every check is applicable. */
function targetOf(address: string): ServerTarget {
  const running = { address, administrationToken: 's3cr3t', log: () => '', close: () => Promise.resolve() };
  return {
    ...running,
    kind: 'cmd',
    spec: 'a null server',
    capabilities: { ...defaultCapabilities, mail: true },
    baseline: [],
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
    start: () => Promise.resolve(running),
    startOptions: memoryStartOptions,
  };
}

describe('a null server passes no check', () => {
  test.each(drawn(Object.keys(nullServers) as NullServer[], String))(
    '%s: every check runs, none passes',
    async (name) => {
      const server = await startNullServer(name);
      const done = await judged({
        server: targetOf(server.address),
        checks,
        seed: 'null',
        run: '000000',
        jobs: 96,
        timeout: name === 'no answer ever' ? 1000 : 5000,
        slow: true,
        again: false,
        withoutPreflight: { spontaneous: true, events: true },
      }).finally(() => server.close());
      expect(done.length).toBe(checks.length);
      const ran = ['fail', 'warning', 'note', 'flaky'];
      const idle = done.filter(({ outcome }) => !ran.includes(outcome) && outcome !== 'pass');
      expect(idle.map(({ check, outcome, message }) => `${check}: ${outcome} ${message ?? ''}`)).toEqual([]);
      // A check that passed, even late, accepts a server that does nothing.
      const held = done.filter(
        ({ outcome, observed }) => outcome === 'pass' || (outcome === 'note' && observed === undefined),
      );
      expect(held.map(({ check }) => check)).toEqual([]);
    },
  );
});
