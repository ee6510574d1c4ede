import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { DecodedObject } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { readCommand } from './commands.ts';
import { mutant, type Wrap } from './mutant.ts';

/** The mailed codes, by address. */
export interface Codes {
  readonly of: Map<string, readonly string[]>;
}

/** The code in the text of a mail. Empty if there is none. */
export const codeIn = (text: string): string => /^([A-HJ-NP-Z2-9]{6})$/m.exec(text)?.[1] ?? '';

/** Changes the answer to `account_create_send_validation_email`. */
export const aroundSending =
  (changes: (answer: () => Promise<Reply>, email: string) => Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    return commandCall?.command === 'account_create_send_validation_email'
      ? changes(() => commandCall.answer(), String(commandCall.request.email))
      : handle(bufferedCall);
  };

/** A code that an `account_create_proceed` submits. */
export interface CodeSubmission {
  readonly email: string;
  readonly code: string;
  readonly creates: boolean;
}

/** Changes the answer to `account_create_proceed`. `answer` sends the request with another code. */
export const aroundProceeding =
  (changes: (answer: (code: string) => Promise<Reply>, submission: CodeSubmission) => Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    if (commandCall?.command !== 'account_create_proceed') return handle(bufferedCall);
    const step = (commandCall.request.account_create_step ?? {}) as DecodedObject;
    const [email] = Array.isArray(step.human_handle) ? step.human_handle : [step.email];
    const answer = (validation_code: string) =>
      commandCall.answer({ ...commandCall.request, account_create_step: { ...step, validation_code } });
    const creates = step.step === 'NUMBER_1_CREATE';
    return changes(answer, { email: String(email), code: String(step.validation_code), creates });
  };

export const changeProceeding = (
  requirement: RequirementId,
  how: string,
  make: () => Parameters<typeof aroundProceeding>[0],
): Mutant => mutant(requirement, how, (handle, config) => aroundProceeding(make())(handle, config));

export const mailRequired = 'send_validation_email_required';

export const invalidCode = 'invalid_validation_code';
