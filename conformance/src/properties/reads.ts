import type { OrganizationState } from '../faults/model/state.ts';
import { inOrganization, ownerOf, type StoryCall, type StoryStates } from './story.ts';

/** Number of pending invitations that are looked at. */
const MAX_INVITATIONS = 2;

/**
 * The reads at the end of a life: of each organization, everything that the last user of each profile
 * may read, the latest pending invitations, and what the administration sees.
 */
export const closingReads = (states: StoryStates): readonly StoryCall[] =>
  [...states].flatMap(([name, state]) => readsOf(state).map((call) => inOrganization(call, name)));

/**
 * A cheap read of what a call may have changed; undefined after a call that changes nothing that is
 * listed.
 *
 * @param before - the state of its organization before the call
 */
export function readAfter(call: StoryCall, before: OrganizationState): StoryCall | undefined {
  const read = readOf(call, before);
  return read && inOrganization(read, call.in ?? 'first');
}

function readOf(call: StoryCall, { certificates, devices, users }: OrganizationState): StoryCall | undefined {
  const able = [...devices].flatMap(([device, name]) => {
    const user = users.get(name);
    return user === undefined || user.revoked || user.frozen ? [] : [{ device, profile: user.profile }];
  });
  switch (call.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke': {
      const other = able.findLast(({ device }) => device !== call.by) ?? able.at(-1);
      // After a change of profile, old certificates are served in another version.
      const after = call.cmd === 'user_update' ? {} : { after: certificates.length };
      return other && { cmd: 'certificate_get', by: other.device, ...after };
    }
    case 'invite_new_user':
    case 'invite_new_device':
    case 'invite_cancel':
    case 'invite_complete':
      return { cmd: 'invite_list', by: call.by };
    case 'user_freeze':
    case 'user_unfreeze': {
      const administrator = able.findLast(({ profile }) => profile === 'ADMIN');
      return administrator && { cmd: 'list_frozen_users', by: administrator.device };
    }
    case 'organization_create':
    case 'organization_update':
    case 'organization_limit':
    case 'organization_expire':
    case 'organization_unexpire':
    case 'organization_publish_terms':
    case 'organization_remove_terms':
      return { cmd: 'organization_status' };
    default:
      return undefined;
  }
}

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
    ...[...readers].flatMap(([profile, by]): StoryCall[] => [
      ...(profile === 'ADMIN' ? [{ cmd: 'list_frozen_users' as const, by }] : []),
      { cmd: 'certificate_get', by },
      { cmd: 'invite_list', by },
    ]),
    ...pending.flatMap(({ token }): StoryCall[] => (token === null ? [] : [{ cmd: 'invite_info', token }])),
  ];
}
