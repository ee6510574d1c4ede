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

/** Answers `ok` to a command that lost a race against the demotion or revocation of its author. */
export const acceptsLostRace = (requirement: RequirementId, commands: readonly CommandName[]): Mutant =>
  changeCommands(requirement, 'loser-wins-too', certifyingCommands, () => {
    const struck = new Map<string, number>();
    return async (asked) => {
      const reply = await asked.answer();
      const isStrike = asked.command === 'user_update' || asked.command === 'user_revoke';
      if (isStrike && isOk(reply)) struck.set(asked.organization, Date.now());
      const isLate = Date.now() - (struck.get(asked.organization) ?? 0) < 100;
      const isMeant = commands.some((command) => command === asked.command);
      return isMeant && isLate && [461, 'author_not_allowed'].includes(outcomeOf(reply) as number)
        ? ok
        : reply;
    };
  });
