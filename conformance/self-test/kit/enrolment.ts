import type { Mutant } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, deviceIn, outcomeOf, refusal } from './calls.ts';
import { certificateIn, changeCommands, isOk, readAsked } from './commands.ts';
import { mutant, withBody } from './mutant.ts';

/** Milliseconds: longer than `judge.eventually` waits. */
const slow = 15_000;

/** Answers `ok` to bytes that are no certificate, in one field of a command. */
export const takesJunk = (requirement: RequirementId, command: CommandName, slot: string): Mutant =>
  changeCommands(requirement, 'taken-unread', [command], () => async (asked) => {
    const isJunk = certificateIn(asked.request[slot]) === undefined;
    const reply = await asked.answer();
    return isJunk && outcomeOf(reply) === 'invalid_certificate' ? commandReply({ status: 'ok' }) : reply;
  });

/** Refuses a new device for some seconds after the command that created it. */
export const newDeviceLate = (requirement: RequirementId, command: CommandName): Mutant =>
  mutant(requirement, `${command}-is-slow`, (handle) => {
    const made = new Map<string, number>();
    return async (call) => {
      if (Date.now() - (made.get(deviceIn(call)) ?? 0) < slow) return refusal(403);
      const { known, asked } = await readAsked(call, handle);
      const reply = await handle(known);
      const certificate = certificateIn(asked?.request.device_certificate);
      if (asked?.command === command && certificate?.type === 'device_certificate' && isOk(reply))
        made.set(certificate.device_id.hex, Date.now());
      return reply;
    };
  });

export const lowerCase = (address: unknown): unknown =>
  typeof address === 'string' ? address.toLowerCase() : address;

/** Answers `ok` and does nothing. */
export const doesNothing = (requirement: RequirementId, command: CommandName): Mutant =>
  changeCommands(requirement, 'nothing-done', [command], () => async (asked, handle) => {
    // An empty body is refused only after authentication, so that the caller is still checked.
    const { status } = await handle(withBody(asked.call, new Uint8Array()));
    return status === 415 ? commandReply({ status: 'ok' }) : asked.answer();
  });

export const emailOf = (bytes: unknown): string => {
  const certificate = certificateIn(bytes);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle?.[0] ?? '') : '';
};
