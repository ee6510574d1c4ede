import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  changeReplyFields,
  commandReply,
  organizationIn,
  outcomeOf,
  refusal,
  routeOf,
} from '../../../self-test/kit/calls.ts';
import {
  type Answer,
  certificateIn,
  changeCommands,
  isOk,
  readCommand,
} from '../../../self-test/kit/commands.ts';
import {
  endingCommands,
  hexOf,
  openingCommands,
  randomUuid,
  tokenIn,
  tokenOf,
} from '../../../self-test/kit/invitations.ts';
import { mutant } from '../../../self-test/kit/mutant.ts';

const startedReply = (): Reply => commandReply({ status: 'ok', greeting_attempt: randomUuid() });

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
      return async (commandCall, handle) => {
        if (commandCall.command !== 'invite_new_device') return changes(commandCall, handle);
        const reply = await commandCall.answer();
        ofDevices.add(hexOf(tokenIn(reply)));
        return reply;
      };
    },
  );

/** Mutants of the requirements of `invitations`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands('invitations/kinds-never-block', 'one-for-both', openingCommands, () => {
    const pending = new Map<string, { readonly command: string; readonly token: Uint8Array }>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const token = tokenIn(reply);
      const { command, organization, device } = commandCall;
      const key = `${organization} ${device}`;
      if (token === undefined) return reply;
      const invitation = pending.get(key) ?? { command, token };
      pending.set(key, invitation);
      return invitation.command === command
        ? reply
        : changeReplyFields(reply, (fields) => ({ ...fields, token: invitation.token }));
    };
  }),
  mutant('invitations/device-token-unknown', 'not-found', (handle) => {
    const withDevices = new Set<string>();
    return async (call) => {
      const { bufferedCall, commandCall } = await readCommand(call, handle);
      if (commandCall?.command === 'invite_new_device') withDevices.add(organizationIn(call));
      const reply = await handle(bufferedCall);
      const isMeant = routeOf(call) === 'invited' && withDevices.has(organizationIn(call));
      return isMeant && reply.status === 403 ? { ...reply, status: 404 } : reply;
    };
  }),
  underDeviceToken('invitations/device-token-expired', 'forbidden', (isOfDevice) => async (commandCall) => {
    const reply = await commandCall.answer();
    return reply.status === 460 && isOfDevice(tokenOf(commandCall)) ? refusal(403) : reply;
  }),
  underDeviceToken('invitations/kinds-never-mix', 'anybody-greets', (isOfDevice) => async (commandCall) => {
    const reply = await commandCall.answer();
    return outcomeOf(reply) === 'greeter_not_allowed' && isOfDevice(tokenOf(commandCall))
      ? startedReply()
      : reply;
  }),
  changeCommands(
    'invitations/token-of-its-organization',
    'of-every-organization',
    [...openingCommands, ...endingCommands, 'invite_greeter_start_greeting_attempt'],
    () => {
      const tokens = new Set<string>();
      return async (commandCall) => {
        const reply = await commandCall.answer();
        tokens.add(hexOf(tokenIn(reply)));
        if (outcomeOf(reply) !== 'invitation_not_found' || !tokens.has(tokenOf(commandCall))) return reply;
        return commandCall.command.startsWith('invite_greeter')
          ? startedReply()
          : commandReply({ status: 'ok' });
      };
    },
  ),
  changeCommands('invitations/token-unpredictable', 'one-beginning', ['invite_new_user'], () => {
    let count = 0;
    return async (commandCall) => {
      const reply = await commandCall.answer();
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
      return async (commandCall) => {
        const reply = await commandCall.answer();
        const certificate = certificateIn(commandCall.request.user_update_certificate);
        if (
          isOk(reply) &&
          certificate?.type === 'user_update_certificate' &&
          certificate.new_profile !== 'ADMIN'
        )
          demoted.add(commandCall.organization);
        if (commandCall.command !== 'invite_list' || !demoted.has(commandCall.organization)) return reply;
        return changeReplyFields(reply, (fields) => ({
          ...fields,
          invitations: (fields.invitations as { type: string }[]).filter(({ type }) => type !== 'DEVICE'),
        }));
      };
    },
  ),
];
