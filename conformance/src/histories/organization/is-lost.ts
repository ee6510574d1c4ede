import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
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
  if ('by' in request && request.by !== undefined && status !== 461) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    if (user?.revoked === true) return true;
    if (status === 403 && user !== undefined) return true;
  }
  if (status === 'require_greater_timestamp') return (outcome.strictlyGreaterThan ?? 0) < lastOf(state);
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
      return (outcome.invitations ?? []).some(
        (item) => item.status === 'PENDING' && hasEnded(state, item.token),
      );
    case 'certificate_get': {
      const { certificates = [] } = outcome;
      const last = state.certificates.at(-1);
      const isNew = last !== undefined && (request.after === null || last.at > request.after);
      return isNew && !certificates.includes(last.name);
    }
    default:
      return false;
  }
}

const hasEnded = (state: OrganizationState, token: string) =>
  state.invitations.some((one) => one.token === token && one.status !== 'PENDING');
