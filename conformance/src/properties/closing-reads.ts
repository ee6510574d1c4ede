import type { OrganizationState } from '../faults/model/state.ts';
import { inOrganization, ownerOf, type StoryCall, type StoryStates } from './story.ts';

/** Number of pending invitations that are looked at. */
const MAX_INVITATIONS = 2;

/**
 * The reads at the end of a life: of each organization, everything that the latest user of each profile
 * may read, the latest pending invitations, and what the administration sees.
 */
export const closingReads = (states: StoryStates): readonly StoryCall[] =>
  [...states].flatMap(([name, state]) => readsOf(state).map((call) => inOrganization(call, name)));

/** A last certificate, whose event shows that the open streams have received all earlier ones. */
function bell(
  { streams, expired, tos, devices }: OrganizationState,
  [by]: readonly string[],
): readonly StoryCall[] {
  const isHeard = ![...streams.values()].includes(true) || expired || tos !== null;
  const device = `${ownerOf(by ?? '')}-bell`;
  return isHeard || by === undefined || devices.has(device) ? [] : [{ cmd: 'device_create', by, device }];
}

function readsOf(state: OrganizationState): readonly StoryCall[] {
  if (state.birth === 'none') return [];
  const status = { cmd: 'organization_status' } as const;
  if (state.birth === 'created') return [status];
  const readers = new Map(
    [...state.devices].flatMap(([device, name]) => {
      const user = state.users.get(name);
      return user === undefined || user.revoked || user.frozen ? [] : [[user.profile, device] as const];
    }),
  );
  const pending = state.invitations.filter(({ status }) => status === 'PENDING').slice(-MAX_INVITATIONS);
  return [
    ...bell(state, [...readers.values()]),
    status,
    { cmd: 'user_list' },
    { cmd: 'organization_stats' },
    ...(state.expired ? [{ cmd: 'organization_unexpire' as const }] : []),
    ...(state.tos === null ? [] : [{ cmd: 'organization_remove_terms' as const }]),
    ...[...readers.values()].flatMap((by): StoryCall[] => [
      { cmd: 'certificate_get', by },
      { cmd: 'invite_list', by },
    ]),
    ...pending.flatMap(({ token }): StoryCall[] => (token === null ? [] : [{ cmd: 'invite_info', token }])),
  ];
}
