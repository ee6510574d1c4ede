import type { OrganizationRequest, Status } from '../model/calls.ts';
import type { OrganizationState } from '../model/state.ts';
import type { Counterexample } from './counterexample.ts';

/** HTTP statuses of callers that are expired, revoked, frozen or have terms to accept. */
export const ADMISSION: readonly Status[] = [460, 461, 462, 463];

/** Changes that decide whether every member is served. */
const ORGANIZATION_CHANGES: readonly string[] = [
  'organization_update',
  'organization_expire',
  'organization_unexpire',
  'organization_publish_terms',
  'organization_remove_terms',
];

/** Changes that decide whether a user is served. */
const USER_CHANGES: readonly string[] = ['user_freeze', 'user_unfreeze', 'user_revoke'];

/** The device or token that calls. */
export function callerIn(request: OrganizationRequest): string {
  if ('by' in request && request.by !== undefined) return request.by.device;
  return 'token' in request ? request.token : '';
}

/**
 * A call that changes nothing, by the same caller. Undefined: the administration calls. Servers are known
 * that serve `organization_info` to known devices after an expiry, which has stories of its own.
 */
export function probeOf(
  request: OrganizationRequest,
  { expired }: OrganizationState,
): OrganizationRequest | undefined {
  if ('by' in request && request.by !== undefined)
    return { cmd: expired ? 'invite_list' : 'organization_info', by: request.by };
  return 'token' in request ? { cmd: 'invite_info', token: request.token } : undefined;
}

/** Whether a caller was served instead of refused, or refused instead of served. */
export const isAdmission = ({ observed, allowed }: Counterexample): boolean =>
  [observed, ...allowed].some(({ status }) => ADMISSION.includes(status));

/** Whether a call may change who is served. */
export const changesAdmission = ({ cmd }: OrganizationRequest): boolean =>
  ORGANIZATION_CHANGES.includes(cmd) || USER_CHANGES.includes(cmd);

/** A device whose calls show whether an administrative change applies. */
export function affectedDevice(
  { devices, users }: OrganizationState,
  request: OrganizationRequest,
): string | undefined {
  if ('user' in request && USER_CHANGES.includes(request.cmd))
    return [...devices].find(([, user]) => user === request.user)?.[0];
  if (!ORGANIZATION_CHANGES.includes(request.cmd)) return undefined;
  return [...devices].find(([, user]) => users.get(user)?.revoked === false)?.[0];
}
