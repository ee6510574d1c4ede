import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { administer } from './administer.ts';
import { type Asked, certificateIn, readAsked } from './asked.ts';
import { distortion, whole } from './bend.ts';
import { jsonIn, operationIn, organizationIn, outcomeOf } from './look.ts';

/** What a broken server remembers of an organization whose limit it does not keep. */
interface Memory {
  /** Something happened there: a creation that was not refused, or a call of the administration. */
  note(happened: { readonly profile?: string; readonly operation?: string; readonly body?: object }): void;
  /** Shall a user beyond the limit be taken? */
  spares(profile: string): boolean;
}

/** Takes users beyond the limit when its memory says so. */
const overfull = (requirement: RequirementId, how: string, make: () => Memory): Distortion =>
  distortion(requirement, how, (handle, config) => {
    const memories = new Map<string, Memory>();
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

/** Breaks the rules about the limit of active users. */
export const seatDistortions: readonly Distortion[] = [
  overfull('user_create/seat-count', 'outsiders-need-none', () => {
    let outsiders = 0;
    return {
      note: ({ profile }) => {
        if (profile === 'OUTSIDER') outsiders += 1;
      },
      spares: () => outsiders > 0,
    };
  }),
  overfull('user_freeze/keeps-seat', 'freed', () => {
    let frozen = 0;
    return {
      note: ({ operation }) => {
        if (operation === 'users/freeze') frozen += 1;
      },
      spares: () => frozen > 0,
    };
  }),
  overfull('user_create/limit-holds-under-load', 'breaks', () => {
    let last = 0;
    return {
      note: ({ profile }) => {
        if (profile !== undefined) last = Date.now();
      },
      spares: () => Date.now() - last < 100,
    };
  }),
  overfull('organization_update/limit-effective-at-once', 'seconds-later', () => {
    let last = 0;
    return {
      note: ({ body }) => {
        if (body !== undefined && 'active_users_limit' in body) last = Date.now();
      },
      spares: () => Date.now() - last < 4_000,
    };
  }),
];
