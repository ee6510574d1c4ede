import { type Answer, refusalsOf, refusing, serving } from '../answers.ts';
import type { Administering, Calling, OrganizationRequest, Status } from '../calls.ts';
import type { OrganizationState } from '../state.ts';
import { answerReading, answerWriting } from './certificates.ts';
import { answerHearing } from './events.ts';
import { answerGreeting } from './greeting.ts';
import { answerInviting } from './invitations.ts';

/**
 * What a correct server answers in a state. `isOptional`: without a look at the rights of the
 * author.
 */
export function answerCall(
  state: OrganizationState,
  request: OrganizationRequest,
  isOptional: boolean,
): Answer {
  if ('listener' in request) return answerHearing(state, request);
  if (!('by' in request || 'token' in request)) return answerAdministering(state, request);
  const { excused = [] } = request;
  const refusals = isOptional ? [] : turnedAway(state, request).filter((one) => !excused.includes(one));
  if (refusals.length > 0) return refusing(...refusals);
  if ('at' in request) return answerWriting(state, request);
  if ('move' in request) return answerGreeting(state, request);
  return request.cmd === 'certificate_get' || request.cmd === 'organization_info'
    ? answerReading(state, request)
    : answerInviting(state, request);
}

/** HTTP statuses of a caller that is turned away (AUTH-07, AUTH-14, AUTH-16, AUTH-17, AUTH-23). */
function turnedAway(state: OrganizationState, request: Calling): readonly Status[] {
  if ('by' in request && request.by !== undefined) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    return refusalsOf(
      [state.expired, 460],
      [user === undefined, 403],
      [user?.revoked === true, 461],
      [user?.frozen === true, 462],
    );
  }
  const token = 'token' in request ? request.token : undefined;
  const invitation = state.invitations.find((one) => one.token === token);
  return refusalsOf(
    [state.expired, 460],
    [invitation === undefined, 403],
    [invitation !== undefined && invitation.status !== 'PENDING', 410],
  );
}

/** Freezing, expiry, and the end of both (ADMIN-21, ADMIN-28, ADMIN-30). */
function answerAdministering(state: OrganizationState, request: Administering): Answer {
  if (!('user' in request)) {
    const expired = request.cmd === 'organization_expire';
    return serving({ status: 200 }, () => (state.expired === expired ? state : { ...state, expired }));
  }
  const user = state.users.get(request.user);
  if (user === undefined || user.revoked) return refusing(404);
  const frozen = request.cmd === 'user_freeze';
  return serving({ status: 200 }, () =>
    user.frozen === frozen
      ? state
      : { ...state, users: new Map(state.users).set(request.user, { ...user, frozen }) },
  );
}
