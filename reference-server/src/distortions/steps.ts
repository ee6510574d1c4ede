import { createHash } from 'node:crypto';
import type { DecodedObject } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { Distortion } from '../core/distortion.ts';
import { isOk } from './asked.ts';
import { bendByBody, distortion, headerOf } from './bend.ts';
import { hexOf } from './invitation-memory.ts';
import { commandIn, outcomeOf, refusing, saying } from './look.ts';

import { bendSteps, halfOf, numberOf, retoldHalf, sideOf, slotOf, steps } from './halves.ts';
const carried = (half: DecodedObject, change: (bytes: Uint8Array) => Uint8Array): object =>
  Object.fromEntries(
    Object.entries(half).map(([name, value]) => [name, value instanceof Uint8Array ? change(value) : value]),
  );

/** Breaks the rules about steps. */
export const stepDistortions: readonly Distortion[] = [
  bendSteps(
    'greeting/full-run-relays',
    'payload-cut',
    () => async (asked) =>
      retoldHalf(await asked.answer(), (half) =>
        numberOf(half) >= 6 ? carried(half, (bytes) => bytes.subarray(0, -1)) : half,
      ),
  ),
  bendSteps(
    'greeting/full-run-relays',
    'nonce-changed',
    () => async (asked) =>
      retoldHalf(await asked.answer(), (half) =>
        numberOf(half) === 3 ? carried(half, (bytes) => bytes.map((byte) => byte ^ 1)) : half,
      ),
  ),
  bendSteps('greeting/waits-for-peer', 'once', () => {
    const waiting = new Set<string>();
    return async (asked) => {
      const reply = await asked.answer();
      if (outcomeOf(reply) !== 'not_ready') return reply;
      if (waiting.has(slotOf(asked))) return saying({ status: 'step_mismatch' });
      waiting.add(slotOf(asked));
      return reply;
    };
  }),
  bendSteps('greeting/waits-for-peer', 'too-advanced', () => async (asked) => {
    const reply = await asked.answer();
    return outcomeOf(reply) === 'not_ready' ? saying({ status: 'step_too_advanced' }) : reply;
  }),
  bendSteps('greeting/same-half-again', 'once', () => {
    const answered = new Set<string>();
    return async (asked) => {
      const reply = await asked.answer();
      if (!isOk(reply)) return reply;
      if (answered.has(slotOf(asked))) return saying({ status: 'step_mismatch' });
      answered.add(slotOf(asked));
      return reply;
    };
  }),
  bendSteps(
    'greeting/step-words',
    'without-number',
    () => async (asked) =>
      retoldHalf(await asked.answer(), (half) => ({
        ...half,
        step: String(half.step).replace(/^NUMBER_\d_/, ''),
      })),
  ),
  bendSteps(
    'greeting/step-5-is-5',
    'as-one-would-think',
    () => async (asked) =>
      retoldHalf(await asked.answer(), (half) =>
        half.step === '5' ? { ...half, step: 'NUMBER_5_SIGNIFY_TRUST' } : half,
      ),
  ),
  distortion(
    'greeting/step-words-of-other-side',
    'taken',
    bendByBody((reply, { bytes }) =>
      reply.status === 415 && steps.some((command) => command === commandIn(bytes))
        ? saying({ status: 'not_ready' })
        : reply,
    ),
  ),
  bendSteps('greeting/relays-without-reading', 'checks-the-hash', () => {
    const hashes = new Map<string, string>();
    return async (asked) => {
      const half = halfOf(asked.request);
      const attempt = hexOf(asked.request.greeting_attempt);
      if (half?.hashed_nonce instanceof Uint8Array) hashes.set(attempt, hexOf(half.hashed_nonce));
      const nonce = half?.claimer_nonce;
      const isWrong =
        nonce instanceof Uint8Array &&
        createHash('sha256').update(nonce).digest('hex') !== hashes.get(attempt);
      return isWrong ? saying({ status: 'step_mismatch' }) : asked.answer();
    };
  }),
  bendSteps('greeting/relays-without-reading', 'checks-the-payload', () => async (asked) => {
    const payload = halfOf(asked.request)?.claimer_payload;
    return payload instanceof Uint8Array && payload.length < 41
      ? saying({ status: 'step_mismatch' })
      : asked.answer();
  }),
  bendSteps('greeting/no-half-ahead', 'the-newest', () => {
    const newest = new Map<string, DecodedObject>();
    return async (asked) => {
      const reply = await asked.answer();
      const attempt = hexOf(asked.request.greeting_attempt);
      const half = halfOf(asked.request);
      if (
        sideOf(asked) === 'claimer' &&
        half !== undefined &&
        ['ok', 'not_ready'].includes(String(outcomeOf(reply)))
      ) {
        if (numberOf(half) >= numberOf(newest.get(attempt) ?? half)) newest.set(attempt, half);
        return reply;
      }
      return retoldHalf(reply, (told) => newest.get(attempt) ?? told);
    };
  }),
  bendSteps('greeting/no-half-ahead', 'made-up', () => async (asked) => {
    const reply = await asked.answer();
    return outcomeOf(reply) === 'not_ready' && numberOf(halfOf(asked.request)) === 0
      ? saying({
          status: 'ok',
          ...{
            [sideOf(asked) === 'greeter' ? 'claimer_step' : 'greeter_step']: {
              step: 'NUMBER_0_WAIT_PEER',
              public_key: nodeCrypto.randomBytes(32),
            },
          },
        })
      : reply;
  }),
  bendSteps('greeting/one-half-kept', 'both-taken', () => {
    const said = new Map<string, number>();
    return async (asked) => {
      const reply = await asked.answer();
      const at = said.get(slotOf(asked)) ?? Date.now();
      said.set(slotOf(asked), at);
      return outcomeOf(reply) === 'step_mismatch' && Date.now() - at < 100
        ? saying({ status: 'not_ready' })
        : reply;
    };
  }),
  bendSteps('greeting/steps-from-5-2', 'from-5-6', () => async (asked) => {
    const minor = Number(headerOf(asked.call, 'api-version')?.split('.')[1]);
    const reply = await asked.answer();
    return reply.status === 200 && minor < 6
      ? { ...refusing(422), headers: [['Supported-Api-Versions', '5.6']] }
      : reply;
  }),
];
