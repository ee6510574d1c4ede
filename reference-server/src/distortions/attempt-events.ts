import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { Distortion } from '../core/distortion.ts';
import { encodeEvent, eventFrame } from '../streams/frames.ts';
import { isOk } from './asked.ts';
import { bendStreams } from './bend-streams.ts';
import { halfOf, numberOf } from './halves.ts';
import { hexOf, tokenIn, tokenOf } from './invitation-memory.ts';
import { replyMap } from './look.ts';
import { eventIn, fieldsIn } from './read-frame.ts';

/** A cancellation, and the state of its attempt. */
interface Cancelled {
  readonly side: string;
  readonly reason: string;
  /** The highest step that a side submitted, -1 for none. */
  readonly step: number;
  /** The sides that started it. */
  readonly joined: readonly string[];
  /** How many attempts the invitation had before. */
  readonly before: number;
  readonly isOfDevice: boolean;
}

/** Drops the event of the cancellations for which this holds. */
const lost = (how: string, when: (cancelled: Cancelled) => boolean): Distortion =>
  bendStreams('events_listen/attempt-cancelled-event', how, () => {
    const devices = new Set<string>();
    const attempts = new Map<string, { token: string; step: number; joined: string[]; before: number }>();
    const cancelled = new Map<string, Cancelled>();
    return {
      call: async ({ call, asked }, handle) => {
        const match = /^invite_(greeter|claimer)_(start|step|cancel)/.exec(asked?.command ?? '');
        const [, side = '', what = ''] = match ?? [];
        const known = attempts.get(hexOf(asked?.request.greeting_attempt));
        if (asked !== undefined && known !== undefined && what === 'step')
          known.step = Math.max(known.step, numberOf(halfOf(asked.request)));
        if (asked !== undefined && known !== undefined && what === 'cancel' && known.joined.includes(side))
          cancelled.set(hexOf(asked.request.greeting_attempt), {
            ...known,
            side,
            reason: String(asked.request.reason),
            isOfDevice: devices.has(known.token),
          });
        const reply = await handle(call);
        if (asked?.command === 'invite_new_device') devices.add(hexOf(tokenIn(reply)));
        const started = replyMap(reply)?.greeting_attempt;
        if (asked !== undefined && what === 'start' && Uuid.is(started)) {
          const token = tokenOf(asked);
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

const reasons = [
  'MANUALLY_CANCELLED',
  'INVALID_NONCE_HASH',
  'INVALID_SAS_CODE',
  'UNDECIPHERABLE_PAYLOAD',
  'UNDESERIALIZABLE_PAYLOAD',
  'INCONSISTENT_PAYLOAD',
  'AUTOMATICALLY_CANCELLED',
] as const;

/** Tells the cancellation of the old attempt when a side starts again. */
const toldAtRestart = (how: string, side: 'greeter' | 'claimer', needsBoth: boolean): Distortion =>
  bendStreams('events_listen/restart-sends-no-event', how, () => {
    const live = new Map<string, { attempt: Uuid; joined: Set<string> }>();
    const tokens = new Map<string, unknown>();
    return {
      call: async ({ call, asked, streams }, handle) => {
        const reply = await handle(call);
        const attempt = replyMap(reply)?.greeting_attempt;
        if (asked === undefined || !isOk(reply) || !Uuid.is(attempt)) return reply;
        const by = asked.command.startsWith('invite_greeter') ? 'greeter' : 'claimer';
        const key = tokenOf(asked);
        if (asked.request.token !== undefined) tokens.set(key, asked.request.token);
        const old = live.get(key);
        if (old === undefined || !old.attempt.equals(attempt))
          live.set(key, { attempt, joined: new Set([by]) });
        else old.joined.add(by);
        const isRestart = old?.joined.has(by) === true && !old.attempt.equals(attempt);
        if (isRestart && by === side && (!needsBoth || old.joined.size === 2))
          for (const stream of streams) stream.tell(cancelledFrame(tokens.get(key), old.attempt));
        return reply;
      },
    };
  });

const cancelledFrame = (token: unknown, greeting_attempt: Uuid): string =>
  eventFrame({
    id: Buffer.from(nodeCrypto.randomBytes(16)).toString('hex'),
    to: null,
    body: encodeEvent({
      event: 'GREETING_ATTEMPT_CANCELLED',
      token: token instanceof Uint8Array ? token : new Uint8Array(16),
      greeting_attempt,
    }),
  });

/** Breaks the rules about the event of a cancelled attempt, in one case each. */
export const attemptEventDistortions: readonly Distortion[] = [
  ...reasons.map((reason, index) => {
    const side = index % 2 === 0 ? 'claimer' : 'greeter';
    return lost(
      `not-for-${reason.toLowerCase().replaceAll('_', '-')}-by-the-${side}`,
      (one) => one.reason === reason && one.side === side,
    );
  }),
  lost('not-for-any-reason-by-the-greeter', ({ side }) => side === 'greeter'),
  lost('not-of-device-invitations', ({ isOfDevice, reason }) => isOfDevice && reason === 'INVALID_SAS_CODE'),
  lost('not-before-both-are-there', ({ joined }) => joined.length === 1),
  lost('not-of-the-claimer-alone', ({ joined, side }) => joined.length === 1 && side === 'claimer'),
  lost('not-after-step-5', ({ step, side }) => step > 5 && side === 'claimer'),
  lost('not-at-step-3', ({ step }) => step === 3),
  lost('not-in-the-first-attempt', ({ before, joined }) => before === 0 && joined.length === 2),
  lost('not-in-the-fifth-attempt', ({ before }) => before === 4),
  toldAtRestart('told-when-the-greeter-restarts', 'greeter', false),
  toldAtRestart('told-when-the-claimer-restarts', 'claimer', false),
  toldAtRestart('told-when-both-were-there', 'claimer', true),
];
