import type { OrganizationOutcome, OrganizationRequest } from './calls.ts';
import { lastDate, type OrganizationState } from './state.ts';
import { isOtherEvent } from './transitions/events.ts';

/**
 * Whether an outcome is wrong in this state and in all later ones. Timestamps grow, certificates
 * are only added, and revocations and ends of invitations are final. The search prunes such
 * branches. A case that this function overlooks only costs time.
 */
export function isUnreachable(
  state: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome,
): boolean {
  const { status } = outcome;
  if ('listener' in request) return isOtherEvent(state, request);
  // A later call can end a freeze or an expiry.
  if (status === 460 || status === 462) return false;
  if ('by' in request && request.by !== undefined && status !== 461) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    if (user?.revoked === true && request.excused?.includes(461) !== true) return true;
  }
  if (status === 'require_greater_timestamp') return (outcome.strictlyGreaterThan ?? 0) < lastDate(state);
  if (status !== 'ok') return false;
  if ('at' in request) return request.at <= lastDate(state);
  const hasEnded = (token: string | undefined) =>
    state.invitations.some((one) => one.token === token && one.status !== 'PENDING');
  switch (request.cmd) {
    case 'invite_cancel':
    case 'invite_complete':
      return hasEnded(request.token);
    case 'invite_new_user':
    case 'invite_new_device':
      return hasEnded(outcome.token);
    case 'invite_list':
      return (outcome.invitations ?? []).some((one) => one.status === 'PENDING' && hasEnded(one.token));
    case 'certificate_get':
      return state.certificates.at(-1)?.name !== outcome.certificates?.[state.certificates.length - 1];
    default:
      return false;
  }
}
