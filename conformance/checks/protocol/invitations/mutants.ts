import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  changeReplyFields,
  commandReply,
  outcomeOf,
  placeOf,
  refusal,
} from '../../../self-test/kit/calls.ts';
import { type Answer, certificateIn, changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import {
  endingCommands,
  hexOf,
  newId,
  openingCommands,
  tokenIn,
  tokenOf,
} from '../../../self-test/kit/invitations.ts';
import { changeReply, mutant } from '../../../self-test/kit/mutant.ts';

const startedSomewhere = (): Reply => commandReply({ status: 'ok', greeting_attempt: Uuid.of(newId()) });

/** Remembers the tokens of device invitations, and alters the answers to calls with them. */
const underDeviceToken = (
  requirement: RequirementId,
  how: string,
  make: (isOfDevice: (token: string) => boolean) => Answer,
): Mutant =>
  changeCommands(
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
      const changes = make((token) => ofDevices.has(token));
      return async (asked, handle) => {
        if (asked.command !== 'invite_new_device') return changes(asked, handle);
        const reply = await asked.answer();
        ofDevices.add(hexOf(tokenIn(reply)));
        return reply;
      };
    },
  );

/** Servers that break the rules of `invitations`, one each. */
export const mutants: readonly Mutant[] = [
  changeCommands('invitations/kinds-never-block', 'one-for-both', openingCommands, () => {
    const pending = new Map<string, Uint8Array>();
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenIn(reply);
      const key = `${asked.organization} ${asked.device}`;
      if (token === undefined) return reply;
      const known = pending.get(key) ?? token;
      pending.set(key, known);
      return changeReplyFields(reply, (fields) => ({ ...fields, token: known }));
    };
  }),
  mutant(
    'invitations/device-token-unknown',
    'not-found',
    changeReply((reply, call) =>
      placeOf(call) === 'invited' && reply.status === 403 ? { ...reply, status: 404 } : reply,
    ),
  ),
  underDeviceToken('invitations/device-token-expired', 'forbidden', (isOfDevice) => async (asked) => {
    const reply = await asked.answer();
    return reply.status === 460 && isOfDevice(tokenOf(asked)) ? refusal(403) : reply;
  }),
  underDeviceToken('invitations/kinds-never-mix', 'anybody-greets', (isOfDevice) => async (asked) => {
    const reply = await asked.answer();
    return outcomeOf(reply) === 'greeter_not_allowed' && isOfDevice(tokenOf(asked))
      ? startedSomewhere()
      : reply;
  }),
  changeCommands(
    'invitations/token-of-its-organization',
    'of-every-organization',
    [...openingCommands, ...endingCommands, 'invite_greeter_start_greeting_attempt'],
    () => {
      const given = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        given.add(hexOf(tokenIn(reply)));
        if (outcomeOf(reply) !== 'invitation_not_found' || !given.has(tokenOf(asked))) return reply;
        return asked.command.startsWith('invite_greeter')
          ? startedSomewhere()
          : commandReply({ status: 'ok' });
      };
    },
  ),
  changeCommands('invitations/token-unpredictable', 'one-beginning', ['invite_new_user'], () => {
    let count = 0;
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenIn(reply);
      // The first tokens are correct. Wrong ones are only for the check that compares many tokens.
      if (token === undefined || ++count < 10) return reply;
      return changeReplyFields(reply, (fields) => ({
        ...fields,
        token: Buffer.concat([Buffer.alloc(8), token.subarray(8)]),
      }));
    };
  }),
  changeCommands(
    'invitations/own-device-invitation-survives-demotion',
    'gone-with-the-profile',
    ['user_update', 'invite_list'],
    () => {
      const demoted = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        const certificate = certificateIn(asked.request.user_update_certificate);
        if (
          isOk(reply) &&
          certificate?.type === 'user_update_certificate' &&
          certificate.new_profile !== 'ADMIN'
        )
          demoted.add(asked.organization);
        if (asked.command !== 'invite_list' || !demoted.has(asked.organization)) return reply;
        return changeReplyFields(reply, (fields) => ({
          ...fields,
          invitations: (fields.invitations as { type: string }[]).filter(({ type }) => type !== 'DEVICE'),
        }));
      };
    },
  ),
];
