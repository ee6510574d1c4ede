import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { DecodedObject } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandReply } from './calls.ts';
import { type Answer, type CommandCall, changeCommands } from './commands.ts';
import { hexOf } from './invitations.ts';

/** The commands that submit a step. */
export const stepCommands = ['invite_greeter_step', 'invite_claimer_step'] as const;

/** The half of a side, in a request or a reply: the fields that it submits at a step. */
export const stepFieldsOf = (fields: DecodedObject | undefined): DecodedObject | undefined =>
  (fields?.greeter_step ?? fields?.claimer_step) as DecodedObject | undefined;

/** The number of a step, 0 to 8. */
export const stepNumber = (fields: DecodedObject | undefined): number =>
  Number(/\d/.exec(String(fields?.step))?.[0] ?? Number.NaN);

export const sideOf = ({ command }: CommandCall): 'greeter' | 'claimer' =>
  command.startsWith('invite_greeter') ? 'greeter' : 'claimer';

/** A key for the attempt, side and step of a command. */
export const stepKey = (commandCall: CommandCall): string =>
  `${hexOf(commandCall.request.greeting_attempt)} ${sideOf(commandCall)} ${stepNumber(stepFieldsOf(commandCall.request))}`;

/** Changes the fields of the other side in a reply. */
export const changeStepFields = (reply: Reply, change: (fields: DecodedObject) => object): Reply =>
  changeReplyFields(reply, (fields) => {
    const name = 'greeter_step' in fields ? 'greeter_step' : 'claimer_step';
    const stepFields = stepFieldsOf(fields);
    return stepFields === undefined ? fields : { ...fields, [name]: change(stepFields) };
  });

/** A reply with the half of the other side. */
export const stepReply = (commandCall: CommandCall, status: string, half: DecodedObject): Reply =>
  commandReply({ status, [sideOf(commandCall) === 'greeter' ? 'claimer_step' : 'greeter_step']: half });

/** Changes each byte string of a half. */
export const changeContents = (half: DecodedObject, change: (bytes: Uint8Array) => Uint8Array): object =>
  Object.fromEntries(
    Object.entries(half).map(([name, value]) => [name, value instanceof Uint8Array ? change(value) : value]),
  );

/** A mutant of the steps of both sides. */
export const changeSteps = (requirement: RequirementId, how: string, make: () => Answer): Mutant =>
  changeCommands(requirement, how, stepCommands, make);
