import { setTimeout as pause } from 'node:timers/promises';
import type { Mutant } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, outcomeOf } from './calls.ts';
import { certifyingCommands, changeCommands, isOk } from './commands.ts';

export const ok = commandReply({ status: 'ok' });

/** Time after a change in which a refusal counts as a lost race, in ms: a busy machine is slow. */
export const LATE_MS = 5000;

/** Time for the calls of a race to arrive before its winner is answered, in ms. */
const RACE_MS = 200;

/** Tells the losers of a race, which arrive before its winner is answered, from later calls. */
export class Races {
  readonly #answeredAt = new Map<string, number>();

  /** Waits before the winner is answered, so that the calls of its race arrive. */
  async won(race: string): Promise<void> {
    this.#answeredAt.set(race, Number.POSITIVE_INFINITY);
    await pause(RACE_MS);
    this.#answeredAt.set(race, performance.now());
  }

  /** Whether a call that arrived at this time belongs to the last race of this name. */
  isPartOf(race: string, arrived: number): boolean {
    return arrived < (this.#answeredAt.get(race) ?? 0);
  }
}

/** Answers `ok` to a command that lost a race against the demotion or revocation of its author. */
export const acceptsLostRace = (requirement: RequirementId, commands: readonly CommandName[]): Mutant =>
  changeCommands(requirement, 'loser-wins-too', certifyingCommands, () => {
    const races = new Races();
    return async (commandCall) => {
      const arrived = performance.now();
      const reply = await commandCall.answer();
      const isUserChange = commandCall.command === 'user_update' || commandCall.command === 'user_revoke';
      if (isUserChange && isOk(reply)) await races.won(commandCall.organization);
      const isMeant = commands.some((command) => command === commandCall.command);
      return isMeant &&
        races.isPartOf(commandCall.organization, arrived) &&
        [461, 'author_not_allowed'].includes(outcomeOf(reply) as number)
        ? ok
        : reply;
    };
  });
