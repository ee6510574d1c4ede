import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { administer } from './administer.ts';
import { jsonIn, operationIn, organizationIn } from './calls.ts';
import { type CommandCall, readCommand } from './commands.ts';
import { emailOf } from './enrolment.ts';
import { mutant, readCallBody } from './mutant.ts';

/** Organizations with a frozen user, and ids and e-mail addresses of frozen users. */
export interface Frozen {
  readonly organizations: Set<string>;
  readonly ids: Set<string>;
  readonly emails: Set<string>;
}

/**
 * Extends a freeze beyond its user: changes later answers, or freezes a user who is created later.
 */
export const afterFreeze = (
  requirement: RequirementId,
  how: string,
  changes: (
    frozen: Frozen,
    call: Call,
    commandCall: CommandCall | undefined,
    reply: Reply,
  ) => Reply | 'freeze',
): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const frozen: Frozen = { organizations: new Set(), ids: new Set(), emails: new Set() };
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const reply = await handle(bufferedCall);
      if (operationIn(call) === 'users/freeze' && reply.status === 200) {
        const { user_id, user_email } = jsonIn(String(reply.body)) ?? {};
        frozen.organizations.add(organizationIn(call));
        frozen.ids.add(String(user_id));
        frozen.emails.add(`${organizationIn(call)} ${String(user_email)}`);
        return reply;
      }
      const answer = changes(frozen, call, commandCall, reply);
      if (answer !== 'freeze') return answer;
      const user_email = emailOf(commandCall?.request.user_certificate);
      await administer(handle, config, 'POST', `${organizationIn(call)}/users/freeze`, {
        user_email,
        frozen: true,
      });
      return reply;
    };
  });
