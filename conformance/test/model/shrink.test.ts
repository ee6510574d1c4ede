import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrganizationRequest } from '../../src/model/calls.ts';
import { linearize } from '../../src/model/linearizability/linearize.ts';
import { shrink } from '../../src/model/linearizability/shrink.ts';
import { anyRequest } from '../support/histories/any-request.ts';
import { model } from '../support/histories/example-organization.ts';
import { makeHistory, type Timed, timing } from '../support/histories/generated-histories.ts';
import type { Calls } from '../support/histories/in-order.ts';

const seed = 20261125;
const alice = { user: 'alice', device: 'alice-1' };
const now = { early: 0, late: 0, dated: 0, delivery: 'answered' as const };
const timed = (one: OrganizationRequest): Timed => ({ request: one, ...now });

const device = timed({ cmd: 'device_create', by: alice, at: 0, device: 'alice-9' });
const read = timed({ cmd: 'certificate_get', by: alice });
const cancel = timed({ cmd: 'invite_cancel', by: alice, token: 'zoe@example.com#1' });
const complete = timed({ cmd: 'invite_complete', by: alice, token: 'zoe@example.com#1' });

/** Calls by other users, without an effect on Alice's rights. */
const others = fc
  .array(fc.tuple(anyRequest, timing), { minLength: 5, maxLength: 30, size: 'max' })
  .map((list) =>
    list
      .filter(([one]) => !('user' in one && one.user === 'alice') && one.cmd !== 'organization_expire')
      .map(([one, when]): Timed => ({ request: one, ...when, dated: -Math.abs(when.dated) })),
  );

/** Shrinks histories that no order explains. Returns the numbers of the remaining calls. */
function sizes(histories: fc.Arbitrary<Calls | undefined>): readonly number[] {
  const found: number[] = [];
  fc.assert(
    fc.property(histories, (history) => {
      if (history === undefined) return;
      expect(linearize(model, history).kind).toBe('violated');
      found.push(shrink(model, history).calls.length);
    }),
    { numRuns: 60, seed },
  );
  expect(found.length).toBeGreaterThan(30);
  return found;
}

describe('a violated history shrinks to at most two calls', () => {
  test('when an acknowledged write is lost', () => {
    const lost = fc.tuple(others, others).map(([before, after]) => {
      const calls = makeHistory([...before, read, device, ...after, read]);
      const write = calls[before.length + 1];
      const last = calls.at(-1);
      const without = (last?.outcome?.certificates ?? []).filter(
        (name) => !name.startsWith('device alice-9 '),
      );
      if (write?.outcome?.status !== 'ok' || last?.outcome?.status !== 'ok') return undefined;
      return [...calls.slice(0, -1), { ...last, outcome: { ...last.outcome, certificates: without } }];
    });
    expect(Math.max(...sizes(lost))).toBeLessThan(3);
  });

  test('when a read is stale', () => {
    const stale = fc.tuple(others, others).map(([before, after]) => {
      const calls = makeHistory([...before, read, device, ...after, read]);
      const firstRead = calls[before.length];
      const write = calls[before.length + 1];
      const last = calls.at(-1);
      if (write?.outcome?.status !== 'ok' || last === undefined || firstRead?.outcome === undefined)
        return undefined;
      return [...calls.slice(0, -1), { ...last, outcome: firstRead.outcome }];
    });
    expect(Math.max(...sizes(stale))).toBeLessThan(3);
  });

  test('when two mutually exclusive calls succeed', () => {
    const won = fc.tuple(others, others).map(([before, after]) => {
      const calls = makeHistory([...before, cancel, complete, ...after]);
      const [first, second] = calls.slice(before.length);
      if (first?.outcome?.status !== 'ok' || second === undefined) return undefined;
      return calls.map((one) => (one === second ? { ...one, outcome: { status: 'ok' } } : one));
    });
    expect(Math.max(...sizes(won))).toBeLessThan(3);
  });
});

describe('720 calls, twelve at a time,', () => {
  /** About twelve calls overlap. Every fiftieth call may have no reply. */
  const wide = fc
    .array(fc.tuple(anyRequest, timing), { minLength: 720, maxLength: 720, size: 'max' })
    .map((list) =>
      list.map(([one, when], index): Timed => {
        const isOfAlice = ('user' in one && one.user === 'alice') || one.cmd === 'organization_expire';
        const delivery = index % 50 === 49 ? when.delivery : 'answered';
        return {
          ...(isOfAlice ? read : { request: one }),
          ...when,
          delivery,
          early: when.early * 3,
          late: when.late * 3,
        };
      }),
    );
  const samples = fc.sample(wide, { numRuns: 5, seed });

  test('are explained in few steps', () => {
    for (const timed of samples) {
      const verdict = linearize(model, makeHistory(timed));
      expect(verdict.kind).toBe('explained');
      expect(verdict.tried).toBeLessThan(3_000);
    }
  });

  test('of which one write is lost are violated, and shrink to at most three calls', () => {
    for (const timed of samples) {
      const calls = makeHistory([...timed.slice(0, 360), device, ...timed.slice(361), read]);
      const without = calls.map((one) => {
        const certificates = one.outcome?.certificates?.filter((name) => !name.startsWith('device alice-9 '));
        return certificates === undefined
          ? one
          : { ...one, outcome: { ...one.outcome, status: 'ok', certificates } };
      });
      expect(linearize(model, without).kind).toBe('violated');
      const { calls: core } = shrink(model, without);
      expect(core.length).toBeLessThan(4);
    }
  });
});
