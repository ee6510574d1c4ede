import { createHash } from 'node:crypto';
import { otherRole } from '../model/greeting-model.ts';
import type { Role } from '../people/greeting-steps.ts';
import type { Fields } from '../wire/values.ts';
import { type Attempt, attemptsOf, type SentStep, textOf } from './greeting-attempts.ts';
import { judgeCreations } from './greeting-creations.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Judges greetings: what the server relays, and what both clients do. */
export function judgeGreetings(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  const attempts = attemptsOf(traffic);
  for (const attempt of attempts.values()) {
    judgeRelay(attempt, judgement);
    judgeCancellation(attempt, judgement);
    judgeNonces(attempt, judgement);
  }
  judgeStarts(traffic, judgement);
  judgeCreations(traffic, history, [...attempts.values()], judgement);
}

/** Judges the steps of an attempt: order, repetitions, and the halves that the server relays. */
function judgeRelay({ starts, steps }: Attempt, judgement: Judgement): void {
  const isComplete = hasEveryRequest(steps);
  for (const step of steps) {
    const { role, index, half, observed, isKept, peer } = step;
    const check = (rule: Parameters<Judgement['check']>[1], holds: boolean, expected: string, found = '') =>
      judgement.check('server', rule, observed, holds, expected, () => found || observed.replyStatus);
    const own = steps.filter((one) => one.role === role && isBefore(one.observed, observed));
    const isSeenFromStart = starts[role].length > 0;
    if (isKept && index > 0 && isSeenFromStart) {
      const sent = (by: Role) =>
        steps.some(
          (one) =>
            one.role === by &&
            one.index === index - 1 &&
            one.isKept &&
            one.observed.startedAt <= observed.endedAt,
        );
      const isNext = sent(role) && (starts[otherRole(role)].length === 0 || sent(otherRole(role)));
      check('greeting/step-in-order', isNext, `step_too_advanced, because step ${index - 1} is not complete`);
    }
    const first = own.find((one) => one.index === index && one.isKept);
    if (first !== undefined && first.half !== half)
      check('greeting/other-half-refused', !isKept, `step_mismatch to another half of step ${index}`);
    if (first !== undefined && first.half === half && isKept) {
      const answered = own.find((one) => one.index === index && one.half === half && one.peer !== undefined);
      if (answered?.peer !== undefined)
        check(
          'greeting/same-half-again',
          peer !== undefined && textOf(peer) === textOf(answered.peer),
          `the answer of exchange ${answered.observed.number}`,
          peer === undefined ? observed.replyStatus : 'another half of the peer',
        );
    }
    if (peer === undefined || starts[otherRole(role)].length === 0) continue;
    const halves = steps.filter((one) => one.role !== role && one.index === index);
    const isSubmitted = halves.some((one) => one.observed.startedAt <= observed.endedAt);
    if (isComplete)
      check('greeting/no-half-ahead', isSubmitted, `not_ready, because the peer sent no step ${index}`);
    if (halves.length === 0) continue;
    const isRelayed = halves.some((one) => one.half === textOf(peer));
    check('greeting/full-run-relays', isRelayed, `the half of the peer at step ${index}`, 'another half');
  }
}

/**
 * Whether a recording has every request of an attempt. If a peer's random half is served before the
 * request that submits it, an earlier request was left out.
 */
const hasEveryRequest = (steps: readonly SentStep[]): boolean =>
  !steps.some(({ role, index, observed, peer }) => {
    if (peer === undefined || Object.keys(peer).length < 2) return false;
    const halves = steps.filter(
      (one) => one.role !== role && one.index === index && one.half === textOf(peer),
    );
    return halves.length > 0 && halves.every((one) => one.observed.startedAt > observed.endedAt);
  });

/** Judges what the server answers once an attempt is cancelled. */
function judgeCancellation({ steps, cancels }: Attempt, judgement: Judgement): void {
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
function judgeNonces({ steps, cancels }: Attempt, judgement: Judgement): void {
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
function judgeStarts(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  const earlier = new Map<string, ObservedExchange[]>();
  for (const observed of traffic) {
    const { command, organization, request = {}, reply, replyStatus, invitation, token } = observed;
    if (!/_start_greeting_attempt$/.test(command) || replyStatus !== 'ok') continue;
    const who = invitation ?? `${token?.device} ${hexOf(request.token)}`;
    const key = [organization, command, who, String(request.greeter ?? '')].join(' ');
    const before = (earlier.get(key) ?? []).filter((one) => isBefore(one, observed));
    earlier.set(key, [...(earlier.get(key) ?? []), observed]);
    if (before.length === 0) continue;
    const attempt = (one: Fields | undefined) => String(one?.greeting_attempt);
    const twin = before.find((one) => attempt(one.reply) === attempt(reply));
    judgement.check(
      'server',
      'greeting/restart-gives-new-attempt',
      observed,
      twin === undefined,
      'a new attempt',
      () => `the attempt of exchange ${twin?.number}`,
    );
  }
}
