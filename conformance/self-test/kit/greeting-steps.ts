import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { DecodedObject } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields } from './calls.ts';
import { type Answer, type Asked, changeCommands } from './commands.ts';
import { hexOf } from './invitations.ts';

/** The commands of the steps. */
export const steps = ['invite_greeter_step', 'invite_claimer_step'] as const;

/** The half that a request or a reply holds, and its number. */
export const halfOf = (fields: DecodedObject | undefined): DecodedObject | undefined =>
  (fields?.greeter_step ?? fields?.claimer_step) as DecodedObject | undefined;

export const numberOf = (half: DecodedObject | undefined): number =>
  Number(/\d/.exec(String(half?.step))?.[0] ?? Number.NaN);

export const sideOf = ({ command }: Asked): 'greeter' | 'claimer' =>
  command.startsWith('invite_greeter') ? 'greeter' : 'claimer';

export const slotOf = (asked: Asked): string =>
  `${hexOf(asked.request.greeting_attempt)} ${sideOf(asked)} ${numberOf(halfOf(asked.request))}`;

/** Changes the half in a reply. */
export const retoldHalf = (reply: Reply, change: (half: DecodedObject) => object): Reply =>
  changeReplyFields(reply, (fields) => {
    const name = 'greeter_step' in fields ? 'greeter_step' : 'claimer_step';
    const half = halfOf(fields);
    return half === undefined ? fields : { ...fields, [name]: change(half) };
  });

/** A mutant of the steps of both sides. */
export const changeSteps = (requirement: RequirementId, how: string, make: () => Answer): Mutant =>
  changeCommands(requirement, how, steps, make);
