import type { Judge } from '../judge/judge.ts';
import type { Member } from '../judge/members.ts';
import {
  expectedGreetingAnswers,
  type GreetingModel,
  type GreetingMove,
  newGreeting,
  type Variant,
} from '../model/greeting-model.ts';
import { type Half, halvesOf, hasContent, otherRole, type Role } from '../people/greeting-steps.ts';
import { attemptIn, expectHalf, type Pair, pairOf, peerStepField } from '../vocabulary/actions/greeting.ts';
import { cancelInvitation, completeInvitation, type Invitation } from '../vocabulary/actions/invitations.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Id, Instant } from '../wire/values.ts';

/** Makes the moves of a greeting on a server, and compares each answer with the model. */
export class GreetingWalk {
  model: GreetingModel = newGreeting;
  readonly #judge: Judge;
  readonly #greeter: Member;
  readonly #invitation: Invitation;
  readonly #pair: Pair;
  /** The halves that differ from the ones in `#pair`. */
  readonly #others: Readonly<Record<Role, readonly Half[]>>;
  /** Identifiers of the attempts, by their number. */
  readonly #ids: Id[] = [];
  /** The time at which each attempt was cancelled, as reported by the server. */
  readonly #cancelledAt = new Map<number, Instant>();
  /** The moves so far, for messages. */
  readonly #moves: string[] = [];

  constructor(judge: Judge, greeter: Member, invitation: Invitation) {
    this.#judge = judge;
    this.#greeter = greeter;
    this.#invitation = invitation;
    this.#pair = pairOf(judge, greeter, invitation);
    this.#others = {
      greeter: halvesOf('greeter', judge.random),
      claimer: halvesOf('claimer', judge.random),
    };
  }

  /** Makes a move, and asserts that the answer is as the model predicts. */
  async make(move: GreetingMove): Promise<void> {
    const verdict = expectedGreetingAnswers(this.model, move);
    const exchange = await this.#perform(move);
    this.#moves.push(describeMove(move));
    const what = this.#moves.join(', ');
    const { expect } = this.#judge;
    expect.answer(exchange, verdict.answers, what);
    if (verdict.attempt !== undefined)
      this.#checkAttempt(verdict.attempt, attemptIn(this.#judge, exchange, what), exchange);
    if (verdict.peerHalf !== undefined && move.move === 'step') {
      const { step, half } = verdict.peerHalf;
      const from = otherRole(move.by);
      const field = Object(exchange.message)[peerStepField(move.by)];
      const expected = this.#half(from, step, half);
      await expectHalf(this.#judge, field, expected, `the half of the peer after ${what}`, exchange);
    }
    this.#expectCancellation(move, exchange, what);
    this.model = verdict.next;
  }

  async #perform(move: GreetingMove): Promise<Exchange> {
    if (move.move === 'end') {
      const end = move.how === 'cancelled' ? cancelInvitation : completeInvitation;
      return end(this.#judge, this.#greeter, this.#invitation);
    }
    const side = this.#pair[move.by];
    if (move.move === 'start') return side.startAttempt();
    const id = this.#ids[move.attempt] ?? this.#judge.random.id();
    if (move.move === 'cancel') return side.cancel(id, move.reason);
    return side.step(id, this.#half(move.by, move.step, move.half));
  }

  #half(role: Role, step: number, half: Variant): Half {
    const isOther = half === 'other' && hasContent(role, step);
    return (isOther ? this.#others : { [role]: this.#pair[role].halves })[role]?.[step] ?? { step: 'none' };
  }

  /** Asserts that an attempt always has the same identifier, and no other attempt has it. */
  #checkAttempt(number: number, id: Id, exchange: Exchange): void {
    const attempt = this.#ids[number];
    const { expect } = this.#judge;
    if (attempt !== undefined) return expect.equal(id, attempt, `attempt ${number}`, exchange);
    const isNew = !this.#ids.some(({ hex }) => hex === id.hex);
    expect.that(isNew, 'an identifier of no earlier attempt', id, exchange);
    this.#ids.push(id);
  }

  /** Asserts that every reply about a cancelled attempt has the same origin, reason and time. */
  #expectCancellation(move: GreetingMove, exchange: Exchange, what: string): void {
    if (move.move === 'end' || move.move === 'start') return;
    if (
      exchange.replyStatus?.endsWith('_cancelled') !== true ||
      exchange.replyStatus.startsWith('invitation')
    )
      return;
    const { expect } = this.#judge;
    const fields = expect.reply(exchange, exchange.replyStatus);
    const { origin, reason } = this.model.attempts[move.attempt]?.cancelled ?? {};
    const observed = [fields.origin, fields.reason];
    expect.equal(observed, [origin?.toUpperCase(), reason], `origin and reason after ${what}`, exchange);
    const at = expect.instant(fields, 'timestamp', exchange);
    expect.equal(
      at,
      this.#cancelledAt.get(move.attempt) ?? at,
      `time of the cancellation after ${what}`,
      exchange,
    );
    this.#cancelledAt.set(move.attempt, at);
  }
}

function describeMove(move: GreetingMove): string {
  if (move.move === 'end') return `invitation ${move.how}`;
  if (move.move === 'start') return `${move.by} starts`;
  if (move.move === 'cancel') return `${move.by} cancels #${move.attempt}`;
  return `${move.by} step ${move.step} of #${move.attempt}${move.half === 'own' ? '' : ' with another half'}`;
}
