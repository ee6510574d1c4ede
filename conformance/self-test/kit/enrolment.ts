import type { Mutant } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, deviceIn, outcomeOf, refusal } from './calls.ts';
import { certificateIn, changeCommands, isOk, readCommand } from './commands.ts';
import { authorOf } from './history.ts';
import { hexOf } from './invitations.ts';
import { mutant, withBody } from './mutant.ts';

/** In ms. Longer than `judge.eventually` waits. */
const DELAY_MS = 15_000;

/** Answers `ok` to bytes that are not a certificate, in one field of a command. */
export const acceptsJunk = (requirement: RequirementId, command: CommandName, slot: string): Mutant =>
  changeCommands(requirement, 'taken-unread', [command], () => async (commandCall) => {
    const isJunk = certificateIn(commandCall.request[slot]) === undefined;
    const reply = await commandCall.answer();
    return isJunk && outcomeOf(reply) === 'invalid_certificate' ? commandReply({ status: 'ok' }) : reply;
  });

/** Answers `ok` to a command if the author of the certificate in a field is not its sender. */
export const acceptsAnyAuthor = (requirement: RequirementId, command: CommandName, slot: string): Mutant =>
  changeCommands(requirement, 'anybody', [command], () => async (commandCall) => {
    const reply = await commandCall.answer();
    const certificate = certificateIn(commandCall.request[slot]);
    const isOfAnother = certificate !== undefined && hexOf(authorOf(certificate)) !== commandCall.device;
    return isOfAnother && outcomeOf(reply) === 'invalid_certificate' ? commandReply({ status: 'ok' }) : reply;
  });

/** Refuses a new device for 15 s after the command that created it. */
export const newDeviceLate = (requirement: RequirementId, command: CommandName): Mutant =>
  mutant(requirement, `${command}-is-slow`, (handle) => {
    const counts = new Map<string, number>();
    return async (call) => {
      if (Date.now() - (counts.get(deviceIn(call)) ?? 0) < DELAY_MS) return refusal(403);
      const { bufferedCall, commandCall } = await readCommand(call, handle);
      const reply = await handle(bufferedCall);
      const certificate = certificateIn(commandCall?.request.device_certificate);
      if (commandCall?.command === command && certificate?.type === 'device_certificate' && isOk(reply))
        counts.set(certificate.device_id.hex, Date.now());
      return reply;
    };
  });

export const lowerCase = (address: unknown): unknown =>
  typeof address === 'string' ? address.toLowerCase() : address;

/** Answers `ok` to a command without carrying it out. */
export const doesNothing = (requirement: RequirementId, command: CommandName): Mutant =>
  changeCommands(requirement, 'nothing-done', [command], () => async (commandCall, handle) => {
    // An empty body is refused only after authentication, so that the caller is still checked.
    const { status } = await handle(withBody(commandCall.call, new Uint8Array()));
    return status === 415 ? commandReply({ status: 'ok' }) : commandCall.answer();
  });

/** The e-mail address in a user certificate. Empty for other values. */
export const emailOf = (bytes: unknown): string => {
  const certificate = certificateIn(bytes);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle?.[0] ?? '') : '';
};
