import { isHeardOtherwise } from './judge-hearing.ts';
import type { ListedInvitation, OrganizationOutcome, OrganizationRequest } from './request.ts';
import { lastOf, type OrganizationState } from './state.ts';

/**
 * Whether an outcome cannot come any more: dates only grow, certificates only come, who is revoked stays so, and what has
 * ended stays ended. Saying no where that is not looked at costs time alone.
 */
export function isLost(
  state: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome,
): boolean {
  const { status } = outcome;
  if ('listener' in request) return isHeardOtherwise(state, request);
  // Who is frozen, or expired, is so for a while only.
  if (status === 460 || status === 462) return false;
  if ('by' in request && request.by !== undefined && status !== 461) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    if (user?.revoked === true && request.excused?.includes(461) !== true) return true;
    if (status === 403 && user !== undefined) return true;
  }
  if (status === 'require_greater_timestamp') return (outcome.strictlyGreaterThan ?? 0) < lastOf(state);
  if (status === 'user_not_found' && 'user' in request) return state.users.has(request.user);
  const isOfNobody = status === 'invitation_not_found' || (status === 403 && !('by' in request));
  if (isOfNobody && 'token' in request) return state.invitations.some(({ token }) => token === request.token);
  if (status !== 'ok') return false;
  switch (request.cmd) {
    case 'user_create':
      return (
        request.at <= lastOf(state) || state.users.has(request.user) || state.devices.has(request.device)
      );
    case 'device_create':
      return request.at <= lastOf(state) || state.devices.has(request.device);
    case 'user_update':
    case 'user_revoke':
      return request.at <= lastOf(state) || state.users.get(request.user)?.revoked === true;
    case 'invite_cancel':
    case 'invite_complete':
    case 'invite_info':
      return hasEnded(state, request.token);
    case 'invite_new_user':
    case 'invite_new_device':
      return outcome.token !== undefined && hasEnded(state, outcome.token);
    case 'invite_list':
      return isOtherList(state, outcome.invitations ?? []);
    case 'certificate_get': {
      const { certificates = [] } = outcome;
      const last = state.certificates.at(-1);
      // What is there already is all there ever is of that time.
      if (request.after === null) return last?.name !== certificates[state.certificates.length - 1];
      return last !== undefined && last.at > request.after && !certificates.includes(last.name);
    }
    default:
      return false;
  }
}

const hasEnded = (state: OrganizationState, token: string) =>
  state.invitations.some((one) => one.token === token && one.status !== 'PENDING');

/** A list that names one as pending that has ended, or leaves out one of those that it shows others of. */
function isOtherList(state: OrganizationState, listed: readonly ListedInvitation[]): boolean {
  const isComplete = listed.some(({ about }) => about.includes('@'));
  return (
    listed.some((item) => item.status === 'PENDING' && hasEnded(state, item.token)) ||
    (isComplete &&
      state.invitations.some(
        ({ type, token }) =>
          type === 'USER' && token !== null && !listed.some((item) => item.token === token),
      ))
  );
}
