import { type Answer, answering, refusing } from './answer.ts';
import type { Administering } from './request.ts';
import type { OrganizationState } from './state.ts';

/** What comes of freezing, of expiry, and of lifting both (ADMIN-21, ADMIN-28, ADMIN-30). */
export function judgeAdministering(state: OrganizationState, request: Administering): Answer {
  if (!('user' in request)) {
    const expired = request.cmd === 'organization_expire';
    return answering([], () => (state.expired === expired ? state : { ...state, expired }), 200);
  }
  const user = state.users.get(request.user);
  if (user === undefined || user.revoked) return refusing(404);
  const frozen = request.cmd === 'user_freeze';
  const changed = () => ({ ...state, users: new Map(state.users).set(request.user, { ...user, frozen }) });
  return answering([], () => (user.frozen === frozen ? state : changed()), 200);
}
