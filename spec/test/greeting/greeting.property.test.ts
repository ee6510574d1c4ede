import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DateTime, Uuid } from '../../src/codec/index.ts';
import { type Attempt, applyMove, type Move, type Side, STEP_COUNT } from '../../src/greeting/index.ts';

// A second implementation of protocol/greeting.md: a list of accepted moves, searched again each
// time.
interface Accepted {
  readonly attempt: string;
  readonly side: Side;
  readonly what: string;
  readonly bytes?: string;
}

class Table {
  readonly #done: Accepted[] = [];
  #live: string | undefined;

  judge(attempt: string | undefined, move: Move): string {
    const { side } = move;
    const did = (who: Side, what: string) =>
      this.#done.find((one) => one.attempt === attempt && one.side === who && one.what === what);
    if (move.move === 'start') return this.#start(move.side, move.fresh.hex);
    if (attempt === undefined) return 'nothing';
    if (did('GREETER', 'end') ?? did('CLAIMER', 'end')) return 'cancelled';
    if (did(side, 'start') === undefined) return 'not-joined';
    if (move.move === 'cancel') {
      this.#done.push({ attempt, side, what: 'end' });
      return 'ok';
    }
    const before = `say ${move.step - 1}`;
    const isOpen =
      move.step === 0 || (did('GREETER', before) !== undefined && did('CLAIMER', before) !== undefined);
    if (!isOpen) return 'too-advanced';
    const what = `say ${move.step}`;
    const bytes = Buffer.from(move.payload).toString('hex');
    const earlier = did(side, what);
    if (earlier !== undefined && earlier.bytes !== bytes) return 'mismatch';
    if (earlier === undefined) this.#done.push({ attempt, side, what, bytes });
    const peerHalf = did(side === 'GREETER' ? 'CLAIMER' : 'GREETER', what)?.bytes;
    return peerHalf === undefined ? 'not ready' : `peerHalf ${peerHalf}`;
  }

  #start(side: Side, fresh: string): string {
    const live = this.#live;
    const ofLive = this.#done.filter(({ attempt }) => attempt === live);
    const isOver = live === undefined || ofLive.some(({ what }) => what === 'end');
    const again = ofLive.some((one) => one.side === side && one.what === 'start');
    if (!isOver && again) this.#done.push({ attempt: live, side, what: 'end' });
    const joined = isOver || again ? fresh : live;
    this.#live = joined;
    this.#done.push({ attempt: joined, side, what: 'start' });
    return `in ${joined}`;
  }
}

/**
 * One action of a test. `nth` and `step` select the attempt and the step, where they are not the
 * present ones.
 */
interface Action {
  readonly kind: 'start' | 'step' | 'cancel';
  readonly side: Side;
  readonly payload: Uint8Array;
  readonly nth: number | undefined;
  readonly step: number | undefined;
}

const seldom = (most: number) => fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, fc.nat(most));
const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.oneof(
    { weight: 60, arbitrary: fc.constant('step' as const) },
    fc.constantFrom('start' as const, 'cancel' as const),
  ),
  side: fc.constantFrom<Side>('GREETER', 'CLAIMER'),
  payload: fc
    .oneof({ weight: 20, arbitrary: fc.constant('') }, fc.constantFrom('a', 'ab'))
    .map((text) => Buffer.from(text)),
  nth: seldom(2),
  step: seldom(STEP_COUNT - 1),
});
const begun = (['GREETER', 'CLAIMER'] as const).map(
  (side): Action => ({
    kind: 'start',
    side,
    payload: new Uint8Array(0),
    nth: undefined,
    step: undefined,
  }),
);

/** The attempts that the state machine made; the live one is last. */
class Played {
  readonly attempts = new Map<string, Attempt>();
  live: string | undefined;

  /** Makes a move and returns its result in the words of the table. */
  make(attempt: string | undefined, move: Move, at: DateTime): string {
    const turn = applyMove(this.attempts.get(attempt ?? '') ?? null, move, at);
    if ('objection' in turn) return turn.objection;
    for (const changed of turn.attempts) this.attempts.set(changed.greeting_attempt.hex, changed);
    if (move.move === 'start') {
      this.live = turn.attempts.at(-1)?.greeting_attempt.hex;
      return `in ${this.live}`;
    }
    if (attempt === undefined) return 'nothing';
    if (move.move === 'cancel') return 'ok';
    return turn.peerHalf === undefined
      ? 'not ready'
      : `peerHalf ${Buffer.from(turn.peerHalf).toString('hex')}`;
  }

  /** The first step that both sides have not submitted. */
  get next(): number {
    const { GREETER, CLAIMER } = this.attempts.get(this.live ?? '')?.said ?? { GREETER: [], CLAIMER: [] };
    return Math.min(GREETER.length, CLAIMER.length, STEP_COUNT - 1);
  }
}

test('any sequence of moves gives the results of the table', () => {
  let farthest = 0;
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
      const table = new Table();
      const played = new Played();
      [...begun, ...actions].forEach(({ kind, side, payload, nth, step }, index) => {
        const before = nth === undefined ? undefined : [...played.attempts.keys()].at(-1 - nth);
        const attempt = kind === 'start' ? played.live : (before ?? played.live);
        const move: Move =
          kind === 'start'
            ? { move: 'start', side, fresh: Uuid.of(Buffer.alloc(16, index + 1)) }
            : kind === 'cancel'
              ? { move: 'cancel', side, reason: 'MANUALLY_CANCELLED' }
              : { move: 'step', side, step: step ?? played.next, payload };
        expect(played.make(attempt, move, DateTime.ofMillis(index))).toBe(table.judge(attempt, move));
        farthest = Math.max(farthest, played.next);
      });
      const open = [...played.attempts.values()].filter(({ cancelled }) => cancelled === null);
      expect(open.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
  // Walks that never leave the first steps would test little.
  expect(farthest).toBe(STEP_COUNT - 1);
});
