import { those } from './answer.ts';
import type { Calling } from './request.ts';
import type { OrganizationState } from './state.ts';

/**
 * Statuses of who may not call at all: any of them, since which comes first is not promised (AUTH-07, AUTH-14, AUTH-16,
 * AUTH-17, AUTH-23).
 */
export function shutOut(state: OrganizationState, request: Calling): readonly (string | number)[] {
  const { excused = [] } = request;
  if ('by' in request && request.by !== undefined) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    return those(
      [state.expired, 460],
      [user === undefined, 403],
      [user?.revoked === true && !excused.includes(461), 461],
      [user?.frozen === true && !excused.includes(462), 462],
    );
  }
  const invitation =
    'token' in request ? state.invitations.find(({ token }) => token === request.token) : undefined;
  return those(
    [state.expired, 460],
    [invitation === undefined, 403],
    [invitation !== undefined && invitation.status !== 'PENDING', 410],
  );
}
