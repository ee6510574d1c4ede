import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Bend, bendCommands } from './asked.ts';
import { bendReply, distortion } from './bend.ts';
import { hexOf, tokenIn, tokenOf } from './invitation-memory.ts';
import { outcomeOf, placeOf, refusing, retoldReply, saying } from './look.ts';

const opening = ['invite_new_user', 'invite_new_device'] as const;
const newId = (): Uint8Array => nodeCrypto.randomBytes(16);
const startedSomewhere = (): Reply => saying({ status: 'ok', greeting_attempt: Uuid.of(newId()) });

/** Remembers which tokens are of device invitations, and bends what comes under them. */
const underDeviceToken = (
  requirement: RequirementId,
  how: string,
  make: (isOfDevice: (token: string) => boolean) => Bend,
): Distortion =>
  bendCommands(
    requirement,
    how,
    [
      'invite_new_device',
      'invite_info',
      'invite_claimer_start_greeting_attempt',
      'invite_claimer_step',
      'invite_claimer_cancel_greeting_attempt',
    ],
    () => {
      const ofDevices = new Set<string>();
      const bend = make((token) => ofDevices.has(token));
      return async (asked, handle) => {
        if (asked.command !== 'invite_new_device') return bend(asked, handle);
        const reply = await asked.answer();
        ofDevices.add(hexOf(tokenIn(reply)));
        return reply;
      };
    },
  );

/** Breaks the rules about device invitations beside those of persons. */
export const deviceInvitationDistortions: readonly Distortion[] = [
  bendCommands('invitations/kinds-never-block', 'one-for-both', opening, () => {
    const pending = new Map<string, Uint8Array>();
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenIn(reply);
      const key = `${asked.organization} ${asked.device}`;
      if (token === undefined) return reply;
      const known = pending.get(key) ?? token;
      pending.set(key, known);
      return retoldReply(reply, (fields) => ({ ...fields, token: known }));
    };
  }),
  distortion(
    'invitations/device-token-unknown',
    'not-found',
    bendReply((reply, call) =>
      placeOf(call) === 'invited' && reply.status === 403 ? { ...reply, status: 404 } : reply,
    ),
  ),
  underDeviceToken('invitations/device-token-expired', 'forbidden', (isOfDevice) => async (asked) => {
    const reply = await asked.answer();
    return reply.status === 460 && isOfDevice(tokenOf(asked)) ? refusing(403) : reply;
  }),
  underDeviceToken('invitations/kinds-never-mix', 'anybody-greets', (isOfDevice) => async (asked) => {
    const reply = await asked.answer();
    return outcomeOf(reply) === 'greeter_not_allowed' && isOfDevice(tokenOf(asked))
      ? startedSomewhere()
      : reply;
  }),
];
