import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { administer } from './administer.ts';
import { jsonIn, operationIn, organizationIn, outcomeOf } from './calls.ts';
import { type Asked, certificateIn, readAsked } from './commands.ts';
import { mutant, whole } from './mutant.ts';

/** The memory of a mutant that exceeds the limit of active users. */
export interface LimitMemory {
  /** Records a creation that was not refused, or an administration call. */
  note(happened: { readonly profile?: string; readonly operation?: string; readonly body?: object }): void;
  /** Is a user beyond the limit accepted? */
  spares(profile: string): boolean;
}

/** Accepts users beyond the limit if its memory allows it. */
export const exceedsLimit = (requirement: RequirementId, how: string, make: () => LimitMemory): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const memories = new Map<string, LimitMemory>();
    return async (call) => {
      const known = await whole(call);
      const { asked } = await readAsked(known, handle);
      const id = organizationIn(call);
      const memory = memories.get(id) ?? make();
      memories.set(id, memory);
      const body = jsonIn(known.bytes);
      if (body !== undefined) memory.note({ operation: operationIn(call), body });
      if (asked?.command !== 'user_create') return handle(known);
      const reply = await asked.answer();
      if (outcomeOf(reply) !== 'active_users_limit_reached') {
        memory.note({ profile: profileIn(asked) });
        return reply;
      }
      return memory.spares(profileIn(asked)) ? takeAnyway(asked) : reply;
    };

    async function takeAnyway(asked: Asked): Promise<Reply> {
      await administer(handle, config, 'PATCH', asked.organization, { active_users_limit: null });
      const taken = await asked.answer();
      await administer(handle, config, 'PATCH', asked.organization, { active_users_limit: 0 });
      return taken;
    }
  });

function profileIn({ request }: Asked): string {
  const certificate = certificateIn(request.user_certificate);
  return certificate?.type === 'user_certificate' ? certificate.profile : '';
}
