import { createHash } from 'node:crypto';
import { otherRole, type Role } from '../people/greeting-steps.ts';
import { type Attempt, attemptsOf, type SentStep } from './greeting-attempts.ts';
import { checkCreations } from './greeting-creations.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import { firstCompleted, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Judges greetings: what the server relays, and what both clients do. */
export function checkGreetings(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const attempts = attemptsOf(traffic);
  for (const attempt of attempts.values()) {
    checkRelay(attempt, judgement);
    checkCancellation(attempt, judgement);
    checkNonces(attempt, judgement);
  }
  checkStarts(traffic, judgement);
  checkCreations(traffic, history, [...attempts.values()], judgement);
}

/** The steps of one side with one index. */
class StepGroup {
  /** When the first of them was sent, and the first that the server kept; in ms. */
  sentAt = Number.POSITIVE_INFINITY;
  keptAt = Number.POSITIVE_INFINITY;
  /** When each half was sent first. */
  readonly halves = new Map<string, number>();

  add({ half, observed: { startedAt }, isKept }: SentStep): void {
    this.sentAt = Math.min(this.sentAt, startedAt);
    if (isKept) this.keptAt = Math.min(this.keptAt, startedAt);
    this.halves.set(half, Math.min(this.halves.get(half) ?? startedAt, startedAt));
  }
}

/** Judges the steps of an attempt: order, repetitions, and the halves that the server relays. */
function checkRelay({ starts, steps }: Attempt, judgement: Judgement): void {
  const groups = new Map<string, StepGroup>();
  const groupOf = (role: Role, index: number): StepGroup => {
    const group = groups.get(`${role} ${index}`) ?? new StepGroup();
    groups.set(`${role} ${index}`, group);
    return group;
  };
  for (const step of steps) groupOf(step.role, step.index).add(step);
  const exchangeOf = ({ observed }: SentStep): ObservedExchange => observed;
  const kept = firstCompleted(
    steps.filter(({ isKept }) => isKept),
    ({ role, index }) => `${role} ${index}`,
    exchangeOf,
  );
  const answered = firstCompleted(
    steps.filter(({ peer }) => peer !== undefined),
    ({ role, index, half }) => `${role} ${index} ${half}`,
    exchangeOf,
  );
  const isComplete = hasEveryRequest(steps, groupOf);
  for (const step of steps) {
    const { role, index, half, observed, isKept, peer, peerHalf } = step;
    const check = (rule: Parameters<Judgement['check']>[1], holds: boolean, expected: string, found = '') =>
      judgement.check('server', rule, observed, holds, expected, () => found || observed.replyStatus);
    const other = otherRole(role);
    const isOtherSeen = starts[other].length > 0;
    if (isKept && index > 0 && starts[role].length > 0) {
      const isSent = (by: Role) => groupOf(by, index - 1).keptAt <= observed.endedAt;
      const isNext = isSent(role) && (!isOtherSeen || isSent(other));
      check('greeting/step-in-order', isNext, `step_too_advanced, because step ${index - 1} is not complete`);
    }
    const first = earlier(kept.get(`${role} ${index}`), step);
    if (first !== undefined && first.half !== half)
      check('greeting/other-half-refused', !isKept, `step_mismatch to another half of step ${index}`);
    const again = earlier(answered.get(`${role} ${index} ${half}`), step);
    if (first?.half === half && isKept && again !== undefined)
      check(
        'greeting/same-half-again',
        peerHalf !== undefined && peerHalf === again.peerHalf,
        `the answer of exchange ${again.observed.number}`,
        peer === undefined ? observed.replyStatus : 'another half of the peer',
      );
    if (peerHalf === undefined || !isOtherSeen) continue;
    const { halves, sentAt } = groupOf(other, index);
    if (isComplete) {
      const expected = `not_ready, because the peer sent no step ${index}`;
      check('greeting/no-half-ahead', sentAt <= observed.endedAt, expected);
    }
    if (halves.size === 0) continue;
    const expected = `the half of the peer at step ${index}`;
    check('greeting/full-run-relays', halves.has(peerHalf), expected, 'another half');
  }
}

/** The first of two steps, if it was complete before the second one began. */
const earlier = (first: SentStep | undefined, step: SentStep): SentStep | undefined =>
  first !== undefined && first !== step && isBefore(first.observed, step.observed) ? first : undefined;

/**
 * Whether a recording has every request of an attempt. If a peer's random half is served before the
 * request that submits it, an earlier request was left out.
 */
const hasEveryRequest = (
  steps: readonly SentStep[],
  groupOf: (role: Role, index: number) => StepGroup,
): boolean =>
  !steps.some(({ role, index, observed, peer, peerHalf = '' }) => {
    if (peer === undefined || Object.keys(peer).length < 2) return false;
    const sentAt = groupOf(otherRole(role), index).halves.get(peerHalf);
    return sentAt !== undefined && sentAt > observed.endedAt;
  });

/** Judges what the server answers once an attempt is cancelled. */
function checkCancellation({ steps, cancels }: Attempt, judgement: Judgement): void {
  const first = cancels.find(({ observed }) => observed.replyStatus === 'ok');
  if (first === undefined) return;
  const { role, observed: cancel } = first;
  const origin = role.toUpperCase();
  const reason = String(cancel.request?.reason);
  const tells = ({ reply = {} }: ObservedExchange) => reply.origin === origin && reply.reason === reason;
  const expected = `with origin ${origin} and reason ${reason}, as in exchange ${cancel.number}`;
  for (const { observed, isKept } of steps) {
    if (!isBefore(cancel, observed)) continue;
    const isTold = observed.replyStatus === 'greeting_attempt_cancelled';
    if (!isKept && !isTold) continue;
    judgement.check(
      'server',
      'greeting/cancelled-is-told',
      observed,
      isTold && tells(observed),
      `greeting_attempt_cancelled ${expected}`,
      () => `${observed.replyStatus} ${String(observed.reply?.origin)} ${String(observed.reply?.reason)}`,
    );
  }
  for (const { observed } of cancels) {
    if (!isBefore(cancel, observed)) continue;
    const isTold = observed.replyStatus === 'greeting_attempt_already_cancelled';
    if (!isTold && observed.replyStatus !== 'ok') continue;
    judgement.check(
      'server',
      'greeting/first-cancel-counts',
      observed,
      isTold && tells(observed),
      `greeting_attempt_already_cancelled ${expected}`,
      () => observed.replyStatus,
    );
  }
}

/** Judges commitment and nonce: the claimer's, and the reaction of the greeter. */
function checkNonces({ steps, cancels }: Attempt, judgement: Judgement): void {
  const hashOf = (nonce: unknown) =>
    nonce instanceof Uint8Array ? createHash('sha256').update(nonce).digest('hex') : '';
  const sentHash = steps.find(({ role, index }) => role === 'claimer' && index === 1);
  const sentNonce = steps.find(({ role, index }) => role === 'claimer' && index === 3);
  if (sentHash !== undefined && sentNonce !== undefined)
    judgement.check(
      'client',
      'client-greeting/nonce-hash-checked',
      sentNonce.observed,
      hashOf(sentNonce.fields.claimer_nonce) === hexOf(sentHash.fields.hashed_nonce),
      `a claimer nonce whose SHA-256 is the hash of exchange ${sentHash.observed.number}`,
      () => 'another nonce',
    );
  const gotHash = steps.find(({ role, index, peer }) => role === 'greeter' && index === 1 && peer);
  const gotNonce = steps.find(({ role, index, peer }) => role === 'greeter' && index === 3 && peer);
  if (gotHash?.peer === undefined || gotNonce?.peer === undefined) return;
  const isKept = hashOf(gotNonce.peer.claimer_nonce) === hexOf(gotHash.peer.hashed_nonce);
  const cancel = cancels.find(
    ({ role, observed }) => role === 'greeter' && isBefore(gotNonce.observed, observed),
  );
  const reason = cancel?.observed.request?.reason;
  const next = steps.find(({ role, index }) => role === 'greeter' && index > 3);
  const reaction = cancel ?? next;
  if (reaction === undefined || (isKept && cancel === undefined)) return;
  judgement.check(
    'client',
    'client-greeting/nonce-hash-checked',
    reaction.observed,
    isKept ? reason !== 'INVALID_NONCE_HASH' : cancel !== undefined && reason === 'INVALID_NONCE_HASH',
    isKept ? 'no INVALID_NONCE_HASH, because nonce and hash agree' : 'a cancellation with INVALID_NONCE_HASH',
    () => (cancel === undefined ? `step ${next?.index}` : `a cancellation with ${String(reason)}`),
  );
}

/** A side that starts again gets a new attempt. */
function checkStarts(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  const starts = traffic.filter(
    ({ command, replyStatus }) => /_start_greeting_attempt$/.test(command) && replyStatus === 'ok',
  );
  const sideOf = ({ organization, command, request = {}, invitation, token }: ObservedExchange): string => {
    const who = invitation ?? `${token?.device} ${hexOf(request.token)}`;
    return [organization, command, who, request.greeter].join(' ');
  };
  const attemptOf = (observed: ObservedExchange): string =>
    `${sideOf(observed)} ${observed.reply?.greeting_attempt}`;
  const firstOfSide = firstCompleted(starts, sideOf, (observed) => observed);
  const firstOfAttempt = firstCompleted(starts, attemptOf, (observed) => observed);
  for (const observed of starts) {
    const isEarlier = (one: ObservedExchange | undefined): boolean =>
      one !== undefined && one !== observed && isBefore(one, observed);
    if (!isEarlier(firstOfSide.get(sideOf(observed)))) continue;
    const twin = firstOfAttempt.get(attemptOf(observed));
    judgement.check(
      'server',
      'greeting/restart-gives-new-attempt',
      observed,
      !isEarlier(twin),
      'a new attempt',
      () => `the attempt of exchange ${twin?.number}`,
    );
  }
}
