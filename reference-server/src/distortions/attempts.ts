import { type DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { CommandName } from '@parsec-spec/spec/commands';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands, isOk } from './asked.ts';
import { hexOf, tokenOf } from './invitation-memory.ts';
import { outcomeOf, refusing, replyMap, retoldReply, saying } from './look.ts';

import { bendSteps, halfOf, numberOf, sideOf, steps } from './halves.ts';
const starts = ['invite_greeter_start_greeting_attempt', 'invite_claimer_start_greeting_attempt'] as const;
const cancels = ['invite_greeter_cancel_greeting_attempt', 'invite_claimer_cancel_greeting_attempt'] as const;
const newAttempt = (): Uuid => Uuid.of(nodeCrypto.randomBytes(16));

const attemptIn = (reply: Reply): Uuid | undefined => {
  const attempt = replyMap(reply)?.greeting_attempt;
  return isOk(reply) && Uuid.is(attempt) ? attempt : undefined;
};
const asAttempt = (reply: Reply, greeting_attempt: Uuid): Reply =>
  retoldReply(reply, (fields) => ({ ...fields, greeting_attempt }));

/** Remembers which attempts each token and side were given, and bends the next start. */
const bendStarts = (
  requirement: RequirementId,
  how: string,
  commands: readonly CommandName[],
  bend: (asked: Asked, before: readonly { attempt: Uuid; device: string }[]) => Promise<Reply>,
): Distortion =>
  bendCommands(requirement, how, commands, () => {
    const given = new Map<string, { attempt: Uuid; device: string }[]>();
    return async (asked) => {
      const key = `${tokenOf(asked)} ${sideOf(asked)} ${hexOf(asked.request.greeter)}`;
      const before = given.get(key) ?? [];
      const reply = await bend(asked, before);
      const attempt = attemptIn(reply);
      if (attempt !== undefined) given.set(key, [...before, { attempt, device: asked.device }]);
      return reply;
    };
  });

/** After the invitation was ended so, the claimer hears another HTTP status. */
const endedFor = (requirement: RequirementId, ending: 'invite_cancel' | 'invite_complete'): Distortion =>
  bendCommands(
    requirement,
    'forbidden',
    [
      ending,
      'invite_claimer_step',
      'invite_claimer_cancel_greeting_attempt',
      'invite_claimer_start_greeting_attempt',
    ],
    () => {
      const ended = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        if (asked.command === ending) {
          if (isOk(reply)) ended.add(tokenOf(asked));
          return reply;
        }
        return reply.status === 410 && ended.has(tokenOf(asked)) ? refusing(403) : reply;
      };
    },
  );

/** Breaks the rules about attempts. */
export const attemptDistortions: readonly Distortion[] = [
  bendCommands('greeting/both-get-one-attempt', 'one-each', [starts[1]], () => async (asked) => {
    const reply = await asked.answer();
    return attemptIn(reply) === undefined ? reply : asAttempt(reply, newAttempt());
  }),
  bendSteps('greeting/restart-cancels', 'unnoticed', () => async (asked) => {
    const reply = await asked.answer();
    return replyMap(reply)?.reason === 'AUTOMATICALLY_CANCELLED' ? saying({ status: 'not_ready' }) : reply;
  }),
  bendSteps(
    'greeting/restart-cancels',
    'by-the-other-side',
    () => async (asked) =>
      retoldReply(await asked.answer(), (fields) =>
        fields.reason === 'AUTOMATICALLY_CANCELLED'
          ? { ...fields, origin: fields.origin === 'GREETER' ? 'CLAIMER' : 'GREETER' }
          : fields,
      ),
  ),
  bendSteps(
    'greeting/restart-cancels',
    'by-hand',
    () => async (asked) =>
      retoldReply(await asked.answer(), (fields) =>
        fields.reason === 'AUTOMATICALLY_CANCELLED' ? { ...fields, reason: 'MANUALLY_CANCELLED' } : fields,
      ),
  ),
  bendStarts('greeting/restart-gives-new-attempt', 'the-old-one', starts, async (asked, before) => {
    const reply = await asked.answer();
    const [first] = before;
    return attemptIn(reply) === undefined || first === undefined ? reply : asAttempt(reply, first.attempt);
  }),
  bendStarts('greeting/attempt-per-greeter', 'one-for-all', [starts[0]], async (asked, before) => {
    const reply = await asked.answer();
    const other = before.find(({ device }) => device !== asked.device);
    return attemptIn(reply) === undefined || other === undefined ? reply : asAttempt(reply, other.attempt);
  }),
  bendStarts('greeting/attempt-of-user-not-device', 'one-each', [starts[0]], async (asked, before) => {
    const isAnother = before.some(({ device }) => device !== asked.device);
    // The attempt of the first device lives on: the start does not reach the server.
    if (!isAnother) return asked.answer();
    return saying({ status: 'ok', ...{ greeting_attempt: newAttempt() } });
  }),
  bendCommands('greeting/either-side-cancels', 'not-the-claimer', [cancels[1]], () => async (asked) => {
    const reply = await asked.answer();
    return isOk(reply) ? saying({ status: 'greeter_not_allowed' }) : reply;
  }),
  bendCommands('greeting/either-side-cancels', 'not-for-every-reason', cancels, () => async (asked) => {
    const reply = await asked.answer();
    return isOk(reply) && asked.request.reason === 'INCONSISTENT_PAYLOAD' ? refusing(415) : reply;
  }),
  bendCommands('greeting/cancel-keeps-invitation', 'ended-too', [starts[0], cancels[0]], () => {
    const tokens = new Map<string, Uint8Array>();
    return async (asked) => {
      const reply = await asked.answer();
      const attempt = attemptIn(reply);
      const { token } = asked.request;
      if (attempt !== undefined && token instanceof Uint8Array) tokens.set(attempt.hex, token);
      const ended = tokens.get(hexOf(asked.request.greeting_attempt));
      if (asked.command === cancels[0] && isOk(reply) && ended !== undefined)
        await asked.answer({ cmd: 'invite_cancel', token: ended });
      return reply;
    };
  }),
  bendCommands('greeting/new-attempt-is-empty', 'remembers', [starts[0], ...steps], () => {
    const tokens = new Map<string, string>();
    const halves = new Map<string, DecodedObject>();
    return async (asked) => {
      const reply = await asked.answer();
      const attempt = attemptIn(reply);
      if (attempt !== undefined) tokens.set(attempt.hex, tokenOf(asked));
      const token = tokens.get(hexOf(asked.request.greeting_attempt)) ?? '';
      const half = halfOf(asked.request);
      if (numberOf(half) !== 0) return reply;
      if (sideOf(asked) === 'greeter' && half !== undefined) halves.set(token, half);
      const known = halves.get(token);
      return sideOf(asked) === 'claimer' && outcomeOf(reply) === 'not_ready' && known !== undefined
        ? saying({ status: 'ok', ...{ greeter_step: known } })
        : reply;
    };
  }),
  endedFor('greeting/invitation-cancelled-claimer', 'invite_cancel'),
  endedFor('greeting/invitation-completed-claimer', 'invite_complete'),
  bendCommands(
    'greeting/revoked-greeter-device',
    'forbidden',
    [starts[0], steps[0], cancels[0]],
    () => async (asked) => {
      const reply = await asked.answer();
      return reply.status === 461 ? refusing(403) : reply;
    },
  ),
];
