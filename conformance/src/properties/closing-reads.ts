import type { OrganizationState } from '../model/state.ts';
import type { StoryCall } from './story.ts';

/** Number of pending invitations that are looked at. */
const MAX_INVITATIONS = 2;

/**
 * The reads at the end of a life: everything that the latest user of each profile may read, and the
 * latest pending invitations.
 */
export function closingReads(state: OrganizationState): readonly StoryCall[] {
  const readers = new Map(
    [...state.devices].flatMap(([device, name]) => {
      const user = state.users.get(name);
      return user === undefined || user.revoked || user.frozen ? [] : [[user.profile, device] as const];
    }),
  );
  const pending = state.invitations.filter(({ status }) => status === 'PENDING').slice(-MAX_INVITATIONS);
  return [
    ...(state.expired ? [{ cmd: 'organization_unexpire' as const }] : []),
    ...(state.tos === null ? [] : [{ cmd: 'organization_remove_terms' as const }]),
    ...[...readers.values()].flatMap((by): StoryCall[] => [
      { cmd: 'certificate_get', by },
      { cmd: 'invite_list', by },
    ]),
    ...pending.flatMap(({ token }): StoryCall[] => (token === null ? [] : [{ cmd: 'invite_info', token }])),
  ];
}
