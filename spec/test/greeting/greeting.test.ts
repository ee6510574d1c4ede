import { describe, expect, test } from 'vitest';
import { DateTime, Uuid } from '../../src/codec/index.ts';
import type { CancelledGreetingAttemptReason } from '../../src/commands/index.ts';
import { type Attempt, applyMove, type Move, type Side, STEP_COUNT } from '../../src/greeting/index.ts';

const at = DateTime.ofMillis(1_735_689_600_000);
const later = at.plus(5_000_000n);
const id = (number: number): Uuid => Uuid.of(new Uint8Array(16).fill(number));
const sides = ['GREETER', 'CLAIMER'] as const;
const other = (side: Side): Side => (side === 'GREETER' ? 'CLAIMER' : 'GREETER');
const start = (side: Side, number = 1): Move => ({ move: 'start', side, fresh: id(number) });
const say = (side: Side, step: number, text = `${side}${step}`): Move => ({
  move: 'step',
  side,
  step,
  payload: Buffer.from(text),
});
const cancel = (side: Side, reason: CancelledGreetingAttemptReason = 'MANUALLY_CANCELLED'): Move => ({
  move: 'cancel',
  side,
  reason,
});

/** Makes moves one after the other, each on the live attempt; throws when one is refused. */
function walk(...moves: readonly Move[]): Attempt {
  let live: Attempt | null = null;
  for (const move of moves) {
    const turn = applyMove(live, move, at);
    if ('objection' in turn) throw new Error(`${move.move}: ${turn.objection}`);
    live = turn.attempts.at(-1) ?? live;
  }
  if (live === null) throw new Error('nothing was started');
  return live;
}

/** Moves with which both sides submit all steps before this one. */
const upTo = (step: number): readonly Move[] => [
  start('GREETER'),
  start('CLAIMER'),
  ...Array.from({ length: step }, (_, before) => [say('GREETER', before), say('CLAIMER', before)]).flat(),
];

describe.each(sides)('%s', (side) => {
  const peer = other(side);

  test('the first side to start creates the attempt, and the other joins it', () => {
    const first = walk(start(side, 1));
    expect(first).toMatchObject({ greeting_attempt: id(1), joined: { [side]: true, [peer]: false } });
    const both = walk(start(side, 1), start(peer, 2));
    expect(both).toMatchObject({ greeting_attempt: id(1), joined: { [side]: true, [peer]: true } });
  });

  test('a second start cancels the attempt and begins an empty one, which the other side joins', () => {
    const live = walk(...upTo(3));
    const turn = applyMove(live, start(side, 2), later);
    if ('objection' in turn) throw new Error(turn.objection);
    const [old, fresh] = turn.attempts;
    expect(old).toMatchObject({
      greeting_attempt: id(1),
      cancelled: { origin: side, timestamp: later, reason: 'AUTOMATICALLY_CANCELLED' },
    });
    expect(fresh).toMatchObject({
      greeting_attempt: id(2),
      cancelled: null,
      joined: { [side]: true, [peer]: false },
      said: { GREETER: [], CLAIMER: [] },
    });
    expect(applyMove(fresh ?? null, start(peer, 3), later)).toMatchObject({
      attempts: [{ greeting_attempt: id(2), joined: { [side]: true, [peer]: true } }],
    });
  });

  test('a repeated step gets no half until the other side has submitted it', () => {
    for (let step = 0; step < STEP_COUNT; step++) {
      const before = walk(...upTo(step));
      expect(applyMove(before, say(side, step), at)).toMatchObject({ peerHalf: undefined });
      const waiting = walk(...upTo(step), say(side, step));
      expect(applyMove(waiting, say(side, step), at)).toEqual({ attempts: [waiting], peerHalf: undefined });
      const answered = walk(...upTo(step), say(side, step), say(peer, step));
      expect(applyMove(answered, say(side, step), at)).toMatchObject({
        peerHalf: Buffer.from(`${peer}${step}`),
      });
    }
  });

  test('an old step can be repeated with the same answer at any time; other bytes are a mismatch', () => {
    const end = walk(...upTo(STEP_COUNT));
    for (let step = 0; step < STEP_COUNT; step++) {
      const again = applyMove(end, say(side, step), at);
      expect(again).toEqual({ attempts: [end], peerHalf: Buffer.from(`${peer}${step}`) });
      expect(applyMove(end, say(side, step, 'other'), at)).toEqual({ objection: 'mismatch' });
    }
    const waiting = walk(...upTo(0), say(side, 0));
    expect(applyMove(waiting, say(side, 0, 'other'), at)).toEqual({ objection: 'mismatch' });
    expect(applyMove(waiting, say(side, 0), at)).toMatchObject({ attempts: [waiting] });
  });

  test('a step opens when both halves of the one before are there', () => {
    const fresh = walk(...upTo(0));
    for (let step = 1; step < STEP_COUNT; step++)
      expect(applyMove(fresh, say(side, step), at)).toEqual({ objection: 'too-advanced' });
    const own = walk(...upTo(4), say(side, 4));
    expect(applyMove(own, say(side, 5), at)).toEqual({ objection: 'too-advanced' });
    const peers = walk(...upTo(4), say(peer, 4));
    expect(applyMove(peers, say(side, 5), at)).toEqual({ objection: 'too-advanced' });
    expect(applyMove(walk(...upTo(5)), say(side, 5), at)).toMatchObject({ peerHalf: undefined });
  });

  test('a side that has not started can neither step nor cancel, even if the other waits', () => {
    const alone = walk(start(peer));
    expect(applyMove(alone, say(side, 0), at)).toEqual({ objection: 'not-joined' });
    expect(applyMove(alone, cancel(side), at)).toEqual({ objection: 'not-joined' });
    expect(applyMove(alone, say(peer, 0), at)).toMatchObject({ peerHalf: undefined });
  });

  test('both sides get the first cancellation, before any other refusal', () => {
    const cancelled = walk(...upTo(2), cancel(side, 'INVALID_SAS_CODE'));
    expect(cancelled).toMatchObject({
      cancelled: { origin: side, timestamp: at, reason: 'INVALID_SAS_CODE' },
      said: { GREETER: [], CLAIMER: [] },
    });
    for (const move of [say(side, 0), say(peer, 8), cancel(side), cancel(peer), say(peer, 0, 'other')])
      expect(applyMove(cancelled, move, later)).toEqual({ objection: 'cancelled' });
    const alone = walk(start(side), cancel(side));
    expect(applyMove(alone, say(peer, 0), at)).toEqual({ objection: 'cancelled' });
    expect(applyMove(cancelled, start(peer, 2), at)).toMatchObject({
      attempts: [{ greeting_attempt: id(2), cancelled: null, joined: { [peer]: true, [side]: false } }],
    });
  });

  test('the attempt can still be cancelled after the last step', () => {
    expect(walk(...upTo(STEP_COUNT), cancel(side))).toMatchObject({ cancelled: { origin: side } });
  });
});
