import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { Check } from '../../src/judge/check.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { startMemory } from '../../src/targets/memory-target.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { part } from '../support/drawn.ts';
import { hostileValue } from '../support/hostile.ts';
import { hostileClient, hostileFetch } from '../support/hostile-client.ts';
import { hostileServer } from '../support/hostile-server.ts';
import { judged } from '../support/judged.ts';
import { urlTarget } from '../support/sample-server.ts';

const all = await loadChecks();

/** Every `step`th check of a kind, and those whose id begins with `always`. */
const sampled = (kind: Check['kind'], step: number, always: string): readonly Check[] =>
  all
    .filter((check) => check.kind === kind)
    .filter(({ id }, index) => index % step === 0 || id.startsWith(always));

const path = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 });
/** Honest messages before the next hostile one. */
const gap = fc.nat({ max: 16 });
const settings = { numRuns: part === 'sample' ? 1 : 3, seed: 20261130, endOnFailure: true };
// A late judge would repeat most checks alone, one by one.
const latenessBetween = () => undefined;
const common = { seed: 'hostile', run: '5e1f7e', slow: false, again: false, latenessBetween };

/** The checks that threw an error, which ends `validate` with exit code 70. */
const errorsIn = (done: Awaited<ReturnType<typeof judged>>) =>
  done.filter(({ fault }) => fault === true).map(({ check, message }) => [check, message]);

test('no answer of a hostile server makes a check throw', async () => {
  const checks = sampled('server', 40, 'events/');
  const place = fc.constantFrom('field', 'field', 'header', 'body');
  const attacks = fc.array(fc.record({ place, path, gap, value: hostileValue }), {
    minLength: 300,
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(attacks, async (list) => {
      let at = 0;
      const placed = list.map((attack) => {
        at += 1 + attack.gap;
        return { ...attack, at };
      });
      const honest = await startMemory({ administrationToken: 's3lf-t3st' }, {}, {});
      const server = await hostileServer(honest.address, placed);
      try {
        const target = await urlTarget(server.address, 's3lf-t3st');
        const withoutPreflight = { spontaneous: false, events: true };
        const done = await judged({ ...common, server: target, checks, timeout: 5000, withoutPreflight });
        expect(done).toHaveLength(checks.length);
        expect(errorsIn(done)).toEqual([]);
      } finally {
        await server.close();
        await honest.close();
      }
    }),
    settings,
  );
}, 300_000);

afterEach(() => vi.unstubAllGlobals());

/** Gives the items one by one, each after as many undefined ones as it says. */
function spaced<Item extends { readonly gap: number }>(items: readonly Item[]): () => Item | undefined {
  let [next, left] = [0, items[0]?.gap ?? 0];
  return () => {
    left -= 1;
    if (left >= 0) return undefined;
    const item = items[next];
    next += 1;
    left = items[next]?.gap ?? 0;
    return item;
  };
}

test('no request and no word of a hostile client makes a check throw', async () => {
  const checks = sampled('client', 12, 'client-transport/');
  const list = (...places: readonly ('field' | 'header' | 'body' | 'users' | 'link' | 'code')[]) =>
    fc.array(fc.record({ place: fc.constantFrom(...places), path, gap, value: hostileValue }), {
      minLength: 300,
      maxLength: 300,
    });
  const honest = globalThis.fetch;
  await fc.assert(
    fc.asyncProperty(
      list('field', 'field', 'header', 'body'),
      list('users', 'link', 'code'),
      async (sent, told) => {
        vi.stubGlobal('fetch', hostileFetch(honest, spaced(sent)));
        const target = await openTarget('client:reference');
        if (target.kind !== 'client') throw new Error('client:reference is a client');
        const driver = hostileClient(target.driver, spaced(told));
        const client = { address: target.spec, driver };
        const done = await judged({ ...common, client, checks, timeout: 20_000 });
        expect(done).toHaveLength(checks.length);
        expect(errorsIn(done)).toEqual([]);
      },
    ),
    settings,
  );
}, 300_000);
