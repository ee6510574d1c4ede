import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime, type DecodedObject } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import {
  changeReplyFields,
  commandIn,
  commandReply,
  isRpc,
  mapIn,
  outcomeOf,
  refusal,
  replyMap,
} from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import { acceptsEarlyStep, changeRefused } from '../../../self-test/kit/early-steps.ts';
import {
  attemptIn,
  cancels,
  changeStarts,
  changes410,
  forgetsCancelled,
  starts,
  withAttempt,
} from '../../../self-test/kit/greeting-attempts.ts';
import {
  changeContents,
  changeStepFields,
  changeSteps,
  sideOf,
  stepCommands,
  stepFieldsOf,
  stepKey,
  stepNumber,
  stepReply,
} from '../../../self-test/kit/greeting-steps.ts';
import { hexOf, randomUuid, tokenOf } from '../../../self-test/kit/invitations.ts';
import { LATE_MS } from '../../../self-test/kit/lost-races.ts';
import { changeByBody, changeReply, headerOf, mutant } from '../../../self-test/kit/mutant.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';

/** Mutants of the requirements of `greeting`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands('greeting/both-get-one-attempt', 'one-each', [starts[1]], () => async (commandCall) => {
    const reply = await commandCall.answer();
    return attemptIn(reply) === undefined ? reply : withAttempt(reply, randomUuid());
  }),
  changeSteps('greeting/restart-cancels', 'unnoticed', () => async (commandCall) => {
    const reply = await commandCall.answer();
    return replyMap(reply)?.reason === 'AUTOMATICALLY_CANCELLED'
      ? commandReply({ status: 'not_ready' })
      : reply;
  }),
  changeSteps(
    'greeting/restart-cancels',
    'by-the-other-side',
    () => async (commandCall) =>
      changeReplyFields(await commandCall.answer(), (fields) =>
        fields.reason === 'AUTOMATICALLY_CANCELLED'
          ? { ...fields, origin: fields.origin === 'GREETER' ? 'CLAIMER' : 'GREETER' }
          : fields,
      ),
  ),
  changeSteps(
    'greeting/restart-cancels',
    'by-hand',
    () => async (commandCall) =>
      changeReplyFields(await commandCall.answer(), (fields) =>
        fields.reason === 'AUTOMATICALLY_CANCELLED' ? { ...fields, reason: 'MANUALLY_CANCELLED' } : fields,
      ),
  ),
  changeStarts('greeting/restart-gives-new-attempt', 'the-old-one', starts, async (commandCall, before) => {
    const reply = await commandCall.answer();
    const [first] = before;
    return attemptIn(reply) === undefined || first === undefined ? reply : withAttempt(reply, first.attempt);
  }),
  changeStarts('greeting/attempt-per-greeter', 'one-for-all', [starts[0]], async (commandCall, before) => {
    const reply = await commandCall.answer();
    const other = before.find(({ device }) => device !== commandCall.device);
    return attemptIn(reply) === undefined || other === undefined ? reply : withAttempt(reply, other.attempt);
  }),
  changeStarts(
    'greeting/attempt-of-user-not-device',
    'one-each',
    [starts[0]],
    async (commandCall, before) => {
      const isAnother = before.some(({ device }) => device !== commandCall.device);
      // The start is not forwarded to the server, so the attempt of the first device stays open.
      if (!isAnother) return commandCall.answer();
      return commandReply({ status: 'ok', greeting_attempt: randomUuid() });
    },
  ),
  changeCommands(
    'greeting/either-side-cancels',
    'not-the-claimer',
    [cancels[1]],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      return isOk(reply) ? commandReply({ status: 'greeter_not_allowed' }) : reply;
    },
  ),
  changeCommands(
    'greeting/either-side-cancels',
    'not-for-every-reason',
    cancels,
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      return isOk(reply) && commandCall.request.reason === 'INCONSISTENT_PAYLOAD' ? refusal(415) : reply;
    },
  ),
  changeCommands('greeting/cancel-keeps-invitation', 'ended-too', [starts[0], cancels[0]], () => {
    const tokens = new Map<string, Uint8Array>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const attempt = attemptIn(reply);
      const { token } = commandCall.request;
      if (attempt !== undefined && token instanceof Uint8Array) tokens.set(attempt.hex, token);
      const invitationToken = tokens.get(hexOf(commandCall.request.greeting_attempt));
      if (commandCall.command === cancels[0] && isOk(reply) && invitationToken !== undefined)
        await commandCall.answer({ cmd: 'invite_cancel', token: invitationToken });
      return reply;
    };
  }),
  changeCommands('greeting/new-attempt-is-empty', 'remembers', [starts[0], ...stepCommands], () => {
    const tokens = new Map<string, string>();
    const halves = new Map<string, DecodedObject>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const attempt = attemptIn(reply);
      if (attempt !== undefined) tokens.set(attempt.hex, tokenOf(commandCall));
      const token = tokens.get(hexOf(commandCall.request.greeting_attempt)) ?? '';
      const half = stepFieldsOf(commandCall.request);
      if (stepNumber(half) !== 0) return reply;
      if (sideOf(commandCall) === 'greeter' && half !== undefined) halves.set(token, half);
      const earlierHalf = halves.get(token);
      return sideOf(commandCall) === 'claimer' &&
        outcomeOf(reply) === 'not_ready' &&
        earlierHalf !== undefined
        ? stepReply(commandCall, 'ok', earlierHalf)
        : reply;
    };
  }),
  changes410('greeting/invitation-cancelled-claimer', 'invite_cancel'),
  changes410('greeting/invitation-completed-claimer', 'invite_complete'),
  forgetsCancelled('greeting/invitation-cancelled-greeter', 'invite_cancel'),
  forgetsCancelled('greeting/invitation-completed-greeter', 'invite_complete'),
  changeCommands(
    'greeting/revoked-greeter-device',
    'forbidden',
    [starts[0], stepCommands[0], cancels[0]],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      return reply.status === 461 ? refusal(403) : reply;
    },
  ),
  // Each step is broken for one side; the sides alternate.
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => {
    const side = step % 2 === 0 ? 'greeter' : 'claimer';
    return acceptsEarlyStep(
      'greeting/step-in-order',
      `${side}-overtakes-at-${step}`,
      (early) => early.side === side && early.step === step,
    );
  }),
  acceptsEarlyStep(
    'greeting/step-in-order',
    'after-a-restart',
    ({ before, isOfDevice }) => before === 1 && !isOfDevice,
  ),
  acceptsEarlyStep('greeting/step-in-order', 'device-invitations', ({ isOfDevice }) => isOfDevice),
  changeCommands('greeting/step-in-order', 'refused-for-good', stepCommands, () => {
    const refused = new Set<string>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const isEarly =
        outcomeOf(reply) === 'step_too_advanced' && stepNumber(stepFieldsOf(commandCall.request)) === 6;
      if (isEarly) refused.add(stepKey(commandCall));
      const isFirst = outcomeOf(reply) === 'not_ready' || isOk(reply);
      return isFirst && refused.has(stepKey(commandCall))
        ? commandReply({ status: 'step_too_advanced' })
        : reply;
    };
  }),
  ...[2, 3, 6, 7].map((step) =>
    changeRefused('greeting/no-half-ahead', `kept-though-refused-${step}`, (commandCall, reply, half) =>
      outcomeOf(reply) === 'not_ready' && stepNumber(half) === step
        ? stepReply(commandCall, 'ok', half)
        : reply,
    ),
  ),
  changeRefused('greeting/no-half-ahead', 'shown-with-the-refusal', (commandCall, reply, half) =>
    outcomeOf(reply) === 'step_too_advanced' ? stepReply(commandCall, 'step_too_advanced', half) : reply,
  ),
  changeSteps('greeting/no-half-ahead', 'the-newest', () => {
    const newest = new Map<string, DecodedObject>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const attempt = hexOf(commandCall.request.greeting_attempt);
      const half = stepFieldsOf(commandCall.request);
      if (
        sideOf(commandCall) === 'claimer' &&
        half !== undefined &&
        ['ok', 'not_ready'].includes(String(outcomeOf(reply)))
      ) {
        if (stepNumber(half) >= stepNumber(newest.get(attempt) ?? half)) newest.set(attempt, half);
        return reply;
      }
      return changeStepFields(reply, (fields) => newest.get(attempt) ?? fields);
    };
  }),
  changeSteps('greeting/no-half-ahead', 'made-up', () => async (commandCall) => {
    const reply = await commandCall.answer();
    return outcomeOf(reply) === 'not_ready' && stepNumber(stepFieldsOf(commandCall.request)) === 0
      ? stepReply(commandCall, 'ok', {
          step: 'NUMBER_0_WAIT_PEER',
          public_key: syncCrypto.randomBytes(32),
        })
      : reply;
  }),
  changeSteps(
    'greeting/full-run-relays',
    'payload-cut',
    () => async (commandCall) =>
      changeStepFields(await commandCall.answer(), (half) =>
        stepNumber(half) >= 6 ? changeContents(half, (bytes) => bytes.subarray(0, -1)) : half,
      ),
  ),
  changeSteps(
    'greeting/full-run-relays',
    'nonce-changed',
    () => async (commandCall) =>
      changeStepFields(await commandCall.answer(), (half) =>
        stepNumber(half) === 3 ? changeContents(half, (bytes) => bytes.map((byte) => byte ^ 1)) : half,
      ),
  ),
  changeSteps('greeting/waits-for-peer', 'once', () => {
    const waiting = new Set<string>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      if (outcomeOf(reply) !== 'not_ready') return reply;
      if (waiting.has(stepKey(commandCall))) return commandReply({ status: 'step_mismatch' });
      waiting.add(stepKey(commandCall));
      return reply;
    };
  }),
  changeSteps('greeting/waits-for-peer', 'too-advanced', () => async (commandCall) => {
    const reply = await commandCall.answer();
    return outcomeOf(reply) === 'not_ready' ? commandReply({ status: 'step_too_advanced' }) : reply;
  }),
  changeSteps('greeting/same-half-again', 'once', () => {
    const answered = new Set<string>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      if (!isOk(reply)) return reply;
      if (answered.has(stepKey(commandCall))) return commandReply({ status: 'step_mismatch' });
      answered.add(stepKey(commandCall));
      return reply;
    };
  }),
  changeSteps(
    'greeting/step-words',
    'without-number',
    () => async (commandCall) =>
      changeStepFields(await commandCall.answer(), (half) => ({
        ...half,
        step: String(half.step).replace(/^NUMBER_\d_/, ''),
      })),
  ),
  mutant(
    'greeting/step-words',
    'unknown-is-not-ready',
    changeByBody((reply, { bytes }) =>
      reply.status === 415 && stepCommands.some((command) => command === commandIn(bytes))
        ? commandReply({ status: 'not_ready' })
        : reply,
    ),
  ),
  changeSteps(
    'greeting/step-5-is-5',
    'as-one-would-think',
    () => async (commandCall) =>
      changeStepFields(await commandCall.answer(), (half) =>
        half.step === '5' ? { ...half, step: 'NUMBER_5_SIGNIFY_TRUST' } : half,
      ),
  ),
  mutant(
    'greeting/step-words-of-other-side',
    'taken',
    changeByBody((reply, { bytes }) => {
      const word = stepFieldsOf(mapIn(bytes))?.step;
      // Step 5 of the greeter is named in analogy to that of the claimer.
      const isForeign = word === 'NUMBER_5_SIGNIFY_TRUST';
      const other = commandIn(bytes) === 'invite_greeter_step' ? 'claimer' : 'greeter';
      const isOther =
        stepCommands.some((command) => command === commandIn(bytes)) &&
        (isForeign || stepWords[other].some((one) => one === word));
      return reply.status === 415 && isOther ? commandReply({ status: 'not_ready' }) : reply;
    }),
  ),
  changeSteps('greeting/relays-without-reading', 'checks-the-hash', () => {
    const hashes = new Map<string, string>();
    return async (commandCall) => {
      const half = stepFieldsOf(commandCall.request);
      const attempt = hexOf(commandCall.request.greeting_attempt);
      if (half?.hashed_nonce instanceof Uint8Array) hashes.set(attempt, hexOf(half.hashed_nonce));
      const nonce = half?.claimer_nonce;
      const isWrong = nonce instanceof Uint8Array && hexOf(syncCrypto.sha256(nonce)) !== hashes.get(attempt);
      return isWrong ? commandReply({ status: 'step_mismatch' }) : commandCall.answer();
    };
  }),
  changeSteps('greeting/relays-without-reading', 'checks-the-payload', () => async (commandCall) => {
    const payload = stepFieldsOf(commandCall.request)?.claimer_payload;
    return payload instanceof Uint8Array && payload.length < 41
      ? commandReply({ status: 'step_mismatch' })
      : commandCall.answer();
  }),
  changeSteps('greeting/one-half-kept', 'both-taken', () => {
    const counts = new Map<string, number>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const at = counts.get(stepKey(commandCall)) ?? Date.now();
      counts.set(stepKey(commandCall), at);
      return outcomeOf(reply) === 'step_mismatch' && Date.now() - at < LATE_MS
        ? commandReply({ status: 'not_ready' })
        : reply;
    };
  }),
  changeSteps('greeting/steps-from-5-2', 'from-5-6', () => async (commandCall) => {
    const minor = Number(headerOf(commandCall.call, 'api-version')?.split('.')[1]);
    const reply = await commandCall.answer();
    return reply.status === 200 && minor < 6
      ? { ...refusal(422), headers: [['Supported-Api-Versions', apiVersion]] }
      : reply;
  }),
  mutant(
    'greeting/first-cancel-counts',
    'another-time-at-steps',
    changeReply((reply) => {
      const { status, timestamp, ...others } = replyMap(reply) ?? {};
      if (status !== 'greeting_attempt_cancelled' || !DateTime.is(timestamp)) return reply;
      return commandReply({ status, ...others, timestamp: timestamp.plus(1_000_000n) });
    }),
  ),
  ...(['greeting/either-side-cancels', 'greeting/cancel-keeps-invitation'] as const).map((requirement) =>
    changeCommands(
      requirement,
      'never-possible',
      cancels,
      () => async () => commandReply({ status: 'author_not_allowed' }),
    ),
  ),
  mutant(
    'greeting/steps-from-5-2',
    'nothing-before',
    changeReply((reply, call) =>
      isRpc(call) && /^5\.[01]$/.test(headerOf(call, 'api-version') ?? '') ? refusal(422) : reply,
    ),
  ),
];
