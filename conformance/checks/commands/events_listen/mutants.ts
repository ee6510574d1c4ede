import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { replyMap } from '../../../self-test/kit/calls.ts';
import { isCertifying, isOk, timeIn } from '../../../self-test/kit/commands.ts';
import { sideOf, stepFieldsOf, stepNumber } from '../../../self-test/kit/greeting-steps.ts';
import { hexOf, tokenIn, tokenOf } from '../../../self-test/kit/invitations.ts';
import {
  announcesRefused,
  certificateFrame,
  changesFrames,
  dropsFrames,
  eventFrame,
  eventIn,
  fieldsIn,
  hasId,
} from '../../../self-test/kit/stream-events.ts';
import { changeStreams, type OpenStream, type StreamChanges } from '../../../self-test/kit/streams.ts';
import { cancelReasons } from '../../../src/vocabulary/actions/greeting.ts';

/** A cancellation, and the state of its attempt. */
interface Cancellation {
  readonly side: string;
  readonly reason: string;
  /** The highest step that a side submitted, or -1 for none. */
  readonly step: number;
  /** The sides that started the attempt. */
  readonly joined: readonly string[];
  /** Number of earlier attempts of the invitation. */
  readonly before: number;
  readonly isOfDevice: boolean;
}

/** Drops the event of the cancellations for which `when` holds. */
const dropsEvent = (how: string, when: (cancelled: Cancellation) => boolean): Mutant =>
  changeStreams('events_listen/attempt-cancelled-event', how, () => {
    const devices = new Set<string>();
    const attempts = new Map<string, { token: string; step: number; joined: string[]; before: number }>();
    const cancelled = new Map<string, Cancellation>();
    return {
      call: async ({ call, commandCall }, handle) => {
        const match = /^invite_(greeter|claimer)_(start|step|cancel)/.exec(commandCall?.command ?? '');
        const [, side = '', what = ''] = match ?? [];
        const earlierAttempt = attempts.get(hexOf(commandCall?.request.greeting_attempt));
        if (commandCall !== undefined && earlierAttempt !== undefined && what === 'step')
          earlierAttempt.step = Math.max(earlierAttempt.step, stepNumber(stepFieldsOf(commandCall.request)));
        if (
          commandCall !== undefined &&
          earlierAttempt !== undefined &&
          what === 'cancel' &&
          earlierAttempt.joined.includes(side)
        )
          cancelled.set(hexOf(commandCall.request.greeting_attempt), {
            ...earlierAttempt,
            side,
            reason: String(commandCall.request.reason),
            isOfDevice: devices.has(earlierAttempt.token),
          });
        const reply = await handle(call);
        if (commandCall?.command === 'invite_new_device') devices.add(hexOf(tokenIn(reply)));
        const started = replyMap(reply)?.greeting_attempt;
        if (commandCall !== undefined && what === 'start' && Uuid.is(started)) {
          const token = tokenOf(commandCall);
          const before = [...attempts.values()].filter((one) => one.token === token).length;
          const attempt = attempts.get(started.hex) ?? { token, step: -1, joined: [], before };
          attempts.set(started.hex, attempt);
          attempt.joined.push(side);
        }
        return reply;
      },
      frame: (frame) => {
        if (eventIn(frame) !== 'GREETING_ATTEMPT_CANCELLED') return [frame];
        const one = cancelled.get(hexOf(fieldsIn(frame)?.greeting_attempt));
        return one !== undefined && when(one) ? [] : [frame];
      },
    };
  });

/** Sends an event about the cancelled attempt when a side starts again. */
const sendsEventAtRestart = (how: string, side: 'greeter' | 'claimer', needsBoth: boolean): Mutant =>
  changeStreams('events_listen/restart-sends-no-event', how, () => {
    const live = new Map<string, { attempt: Uuid; joined: Set<string> }>();
    const tokens = new Map<string, unknown>();
    return {
      call: async ({ call, commandCall, streams }, handle) => {
        const reply = await handle(call);
        const attempt = replyMap(reply)?.greeting_attempt;
        if (commandCall === undefined || !isOk(reply) || !Uuid.is(attempt)) return reply;
        const by = sideOf(commandCall);
        const key = tokenOf(commandCall);
        if (commandCall.request.token !== undefined) tokens.set(key, commandCall.request.token);
        const old = live.get(key);
        if (old === undefined || !old.attempt.equals(attempt))
          live.set(key, { attempt, joined: new Set([by]) });
        else old.joined.add(by);
        const isRestart = old?.joined.has(by) === true && !old.attempt.equals(attempt);
        if (isRestart && by === side && (!needsBoth || old.joined.size === 2))
          for (const stream of streams) stream.send(cancelledFrame(tokens.get(key), old.attempt));
        return reply;
      },
    };
  });

const cancelledFrame = (token: unknown, greeting_attempt: Uuid): string =>
  eventFrame({
    event: 'GREETING_ATTEMPT_CANCELLED',
    token: token instanceof Uint8Array ? token : new Uint8Array(16),
    greeting_attempt,
  });

const invitation =
  (status: string) =>
  (frame: string): boolean =>
    eventIn(frame) === 'INVITATION' && fieldsIn(frame)?.invitation_status === status;

/** Sends events of one device to all devices of the organization. */
function toEverybody(isMeant: (frame: string) => boolean): StreamChanges {
  const sentFrames = new Map<OpenStream, Set<string>>();
  return {
    frame: (frame, stream) => {
      const frames = sentFrames.get(stream) ?? new Set();
      sentFrames.set(stream, frames);
      if (!isMeant(frame)) return [frame];
      if (frames.has(frame)) return [];
      for (const [other, known] of sentFrames) {
        if (other.organization !== stream.organization || known.has(frame)) continue;
        known.add(frame);
        if (other !== stream) other.send(frame);
      }
      return [frame];
    },
  };
}

/** Mutants of the requirements of `events_listen`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  ...cancelReasons.map((reason, index) => {
    const side = index % 2 === 0 ? 'claimer' : 'greeter';
    return dropsEvent(
      `not-for-${reason.toLowerCase().replaceAll('_', '-')}-by-the-${side}`,
      (one) => one.reason === reason && one.side === side,
    );
  }),
  dropsEvent('not-for-any-reason-by-the-greeter', ({ side }) => side === 'greeter'),
  dropsEvent(
    'not-of-device-invitations',
    ({ isOfDevice, reason }) => isOfDevice && reason === 'INVALID_SAS_CODE',
  ),
  dropsEvent('not-before-both-are-there', ({ joined }) => joined.length === 1),
  dropsEvent('not-of-the-claimer-alone', ({ joined, side }) => joined.length === 1 && side === 'claimer'),
  dropsEvent('not-after-step-5', ({ step, side }) => step > 5 && side === 'claimer'),
  dropsEvent('not-at-step-3', ({ step }) => step === 3),
  dropsEvent('not-in-the-first-attempt', ({ before, joined }) => before === 0 && joined.length === 2),
  dropsEvent('not-in-the-fifth-attempt', ({ before }) => before === 4),
  sendsEventAtRestart('told-when-the-greeter-restarts', 'greeter', false),
  sendsEventAtRestart('told-when-the-claimer-restarts', 'claimer', false),
  sendsEventAtRestart('told-when-both-were-there', 'claimer', true),
  dropsFrames(
    'events_listen/configuration-first',
    'none',
    (frame) => eventIn(frame) === 'ORGANIZATION_CONFIG',
  ),
  changesFrames('events_listen/configuration-first', 'with-an-id', (frame) =>
    eventIn(frame) === 'ORGANIZATION_CONFIG' ? frame.replace(/\n\n$/, `\nid:${'1'.repeat(32)}\n\n`) : frame,
  ),
  changeStreams('events_listen/configuration-is-present', 'that-of-the-first-time', () => {
    const first = new Map<string, string>();
    return {
      frame: (frame, { organization }) => {
        if (eventIn(frame) !== 'ORGANIZATION_CONFIG') return [frame];
        const firstFrame = first.get(organization) ?? frame;
        first.set(organization, firstFrame);
        return [firstFrame];
      },
    };
  }),
  dropsFrames(
    'events_listen/certificate-event',
    'silent',
    (frame) => eventIn(frame) === 'COMMON_CERTIFICATE',
  ),
  changeStreams('events_listen/certificate-event', 'not-to-the-author', () => {
    const authors = new Map<string, string>();
    return {
      call: async ({ call, commandCall }, handle) => {
        if (commandCall !== undefined && isCertifying(commandCall.command))
          authors.set(commandCall.organization, commandCall.device);
        return handle(call);
      },
      frame: (frame, { organization, device }) =>
        eventIn(frame) === 'COMMON_CERTIFICATE' && authors.get(organization) === device ? [] : [frame],
    };
  }),
  changeStreams('events_listen/certificate-event', 'a-second-off', () => ({
    frame: (frame) => {
      const at = fieldsIn(frame)?.timestamp;
      return DateTime.is(at) ? [certificateFrame(at.plus(1_000_000n))] : [frame];
    },
  })),
  changeStreams('events_listen/certificate-already-there', 'told-before', () => ({
    call: async ({ call, commandCall, streams }, handle) => {
      const at = timeIn(commandCall?.request);
      if (at !== undefined && isCertifying(commandCall?.command)) {
        for (const stream of streams) stream.send(certificateFrame(at));
        await new Promise((resolve) => setTimeout(resolve, 1_300));
      }
      return handle(call);
    },
  })),
  announcesRefused('events_listen/refused-command-is-silent'),
  dropsFrames('events_listen/invitation-event', 'silent', invitation('PENDING')),
  dropsFrames('events_listen/invitation-cancelled-event', 'silent', invitation('CANCELLED')),
  dropsFrames('events_listen/invitation-finished-event', 'silent', invitation('FINISHED')),
  changeStreams('events_listen/invitation-audience', 'everybody', () =>
    toEverybody((frame) => eventIn(frame) === 'INVITATION'),
  ),
  ...(
    [
      ['events_listen/attempt-ready-event', 'GREETING_ATTEMPT_READY'],
      ['events_listen/attempt-joined-event', 'GREETING_ATTEMPT_JOINED'],
      ['events_listen/attempt-cancelled-event', 'GREETING_ATTEMPT_CANCELLED'],
    ] as const
  ).flatMap(([requirement, event]) => [
    dropsFrames(requirement, 'silent', (frame) => eventIn(frame) === event),
    changeStreams(requirement, 'everybody', () =>
      toEverybody((frame) => hasId(frame) && eventIn(frame) === event),
    ),
  ]),
  changeStreams('events_listen/profile-change-loses-nothing', 'repeats-what-follows', () => {
    const changed = new Set<string>();
    return {
      call: async ({ call, commandCall }, handle) => {
        const reply = await handle(call);
        if (commandCall?.command === 'user_update' && isOk(reply)) changed.add(commandCall.organization);
        return reply;
      },
      frame: (frame, { organization }) =>
        changed.has(organization) && hasId(frame) ? [frame, frame] : [frame],
    };
  }),
];
