import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../src/model/calls.ts';
import { linearize } from '../../src/model/linearizability/linearize.ts';
import { contradictingCalls, shrink } from '../../src/model/linearizability/shrink.ts';
import { isLinearizable } from '../support/histories/brute-force.ts';
import { initialState, model } from '../support/histories/example-organization.ts';
import { linearizableHistory } from '../support/histories/generated-histories.ts';
import { greetingHistory } from '../support/histories/greeting-histories.ts';
import type { Calls } from '../support/histories/in-order.ts';
import { possibleOutcomes } from '../support/histories/possible-outcomes.ts';

const seed = 20261125;

/** Short histories. */
const short = fc.oneof(
  { arbitrary: linearizableHistory(2, 6), weight: 4 },
  { arbitrary: greetingHistory, weight: 1 },
);
/** Short histories in which one outcome is replaced by another, which may be right or wrong. */
const changedHistory = fc.tuple(short, fc.nat(), fc.nat()).map(([history, which, what]): Calls => {
  const index = which % history.length;
  return history.map((call, position) => {
    if (position !== index) return call;
    if ('listener' in call.request) return { ...call, request: otherEvent(call.request, what) };
    const others = possibleOutcomes(initialState, call.request);
    const outcome = others[what % others.length];
    return outcome === undefined || call.outcome === undefined ? call : { ...call, outcome };
  });
});

/** Changes the event, the number or the timestamp, to a right or a wrong one. */
function otherEvent(request: ReceivedEvent, what: number): ReceivedEvent {
  const events = ['PENDING', 'CANCELLED', 'FINISHED', 'GREETING_ATTEMPT_READY', 'GREETING_ATTEMPT_JOINED'];
  if (request.cmd === 'receive_certificate')
    return request.at === null
      ? { ...request, after: what % request.after }
      : { ...request, at: request.at + (what % 20) };
  if (what % 3 === 0) return { ...request, nth: request.nth + 1 };
  return { ...request, event: events[what % events.length] ?? '' };
}

describe('the search', () => {
  test('explains long histories with many overlapping calls and calls without a reply', () => {
    let unanswered = 0;
    fc.assert(
      fc.property(linearizableHistory(1, 40), (history) => {
        unanswered += history.filter(({ outcome }) => outcome === undefined).length;
        expect(linearize(model, history).kind).toBe('explained');
      }),
      { numRuns: 300, seed },
    );
    expect(unanswered).toBeGreaterThan(500);
  });

  test('agrees with brute force on short histories with one outcome changed', () => {
    const counts = { explained: 0, violated: 0, undecided: 0 };
    const about = new Map<string, number>();
    fc.assert(
      fc.property(changedHistory, (history) => {
        const { kind } = linearize(model, history);
        counts[kind] += 1;
        for (const { request } of history) about.set(request.cmd, (about.get(request.cmd) ?? 0) + 1);
        expect(kind).toBe(isLinearizable(model, history) ? 'explained' : 'violated');
      }),
      { numRuns: 3000, seed },
    );
    expect(counts.undecided).toBe(0);
    expect(Math.min(counts.explained, counts.violated)).toBeGreaterThan(300);
    for (const cmd of ['user_freeze', 'user_unfreeze', 'organization_expire', 'receive_certificate'])
      expect(about.get(cmd), cmd).toBeGreaterThan(100);
    for (const cmd of ['receive_invitation', 'receive_attempt'])
      expect(about.get(cmd), cmd).toBeGreaterThan(50);
  });

  test('shrinks to calls that contradict each other, whatever the other calls did', () => {
    let contradictions = 0;
    fc.assert(
      fc.property(changedHistory, (history) => {
        if (linearize(model, history).kind !== 'violated') return;
        contradictions += 1;
        const { calls } = shrink(model, history);
        const others = history
          .filter((one) => !calls.includes(one))
          .map((one) => (one.outcome === undefined ? one : { ...one, optional: true }));
        expect(calls.length).toBeGreaterThan(0);
        expect(isLinearizable(model, [...calls, ...others])).toBe(false);
      }),
      { numRuns: 1500, seed },
    );
    expect(contradictions).toBeGreaterThan(200);
  });

  test('finds contradicting calls without searching the whole history, and none in a linearizable one', () => {
    const counts = { violated: 0, found: 0 };
    fc.assert(
      fc.property(changedHistory, (history) => {
        const few = contradictingCalls(model, history);
        if (few !== undefined) expect(isLinearizable(model, [...few.calls, ...few.others])).toBe(false);
        if (linearize(model, history).kind === 'violated') counts.violated += 1;
        else expect(few).toBe(undefined);
        counts.found += few === undefined ? 0 : 1;
      }),
      { numRuns: 1500, seed },
    );
    expect(counts.found).toBeGreaterThan(counts.violated / 4);
  });
});
