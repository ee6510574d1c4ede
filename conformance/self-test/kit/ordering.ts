import type { Mutant } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, outcomeOf } from './calls.ts';
import { changeCommands, isOk } from './commands.ts';

export const certifyingCommands: readonly CommandName[] = [
  'user_create',
  'device_create',
  'user_update',
  'user_revoke',
];

export const ok = commandReply({ status: 'ok' });

/** Time after a change in which a refusal counts as a lost race, in ms: a busy machine is slow. */
export const LATE_MS = 5000;

/** Answers `ok` to a command that lost a race against the demotion or revocation of its author. */
export const acceptsLostRace = (requirement: RequirementId, commands: readonly CommandName[]): Mutant =>
  changeCommands(requirement, 'loser-wins-too', certifyingCommands, () => {
    const changedAt = new Map<string, number>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const isUserChange = commandCall.command === 'user_update' || commandCall.command === 'user_revoke';
      if (isUserChange && isOk(reply)) changedAt.set(commandCall.organization, Date.now());
      const isLate = Date.now() - (changedAt.get(commandCall.organization) ?? 0) < LATE_MS;
      const isMeant = commands.some((command) => command === commandCall.command);
      return isMeant && isLate && [461, 'author_not_allowed'].includes(outcomeOf(reply) as number)
        ? ok
        : reply;
    };
  });
