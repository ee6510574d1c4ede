import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { administer } from './administer.ts';
import { jsonIn, operationIn, organizationIn, outcomeOf } from './calls.ts';
import { type CommandCall, certificateIn, readCommand } from './commands.ts';
import { mutant, readCallBody } from './mutant.ts';

/** The memory of a mutant that exceeds the limit of active users. */
export interface LimitMemory {
  /** Records a creation that was not refused, or an administration call. */
  record(event: { readonly profile?: string; readonly operation?: string; readonly body?: object }): void;
  /** Whether a user beyond the limit is accepted. */
  accepts(profile: string): boolean;
}

/** Accepts users beyond the limit if its memory allows it. */
export const exceedsLimit = (requirement: RequirementId, how: string, make: () => LimitMemory): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const memories = new Map<string, LimitMemory>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const id = organizationIn(call);
      const memory = memories.get(id) ?? make();
      memories.set(id, memory);
      const body = jsonIn(bufferedCall.bytes);
      if (body !== undefined) memory.record({ operation: operationIn(call), body });
      if (commandCall?.command !== 'user_create') return handle(bufferedCall);
      const reply = await commandCall.answer();
      if (outcomeOf(reply) !== 'active_users_limit_reached') {
        memory.record({ profile: profileIn(commandCall) });
        return reply;
      }
      return memory.accepts(profileIn(commandCall)) ? createAnyway(commandCall) : reply;
    };

    async function createAnyway(commandCall: CommandCall): Promise<Reply> {
      await administer(handle, config, 'PATCH', commandCall.organization, { active_users_limit: null });
      const reply = await commandCall.answer();
      await administer(handle, config, 'PATCH', commandCall.organization, { active_users_limit: 0 });
      return reply;
    }
  });

function profileIn({ request }: CommandCall): string {
  const certificate = certificateIn(request.user_certificate);
  return certificate?.type === 'user_certificate' ? certificate.profile : '';
}
