import { type Answer, refusalsOf, refusing, serving } from '../answers.ts';
import type { AdministrationCall, ClientCall, OrganizationRequest, Status } from '../calls.ts';
import type { OrganizationState } from '../state.ts';
import { answerReadCall, answerCertificateCall } from './certificates.ts';
import { answerReceivedEvent } from './events.ts';
import { answerGreetingCall } from './greeting.ts';
import { answerInvitationCall } from './invitations.ts';

/**
 * The correct answer to a call in a state. `isOptional`: the rights of the author are not checked.
 */
export function answerCall(
  state: OrganizationState,
  request: OrganizationRequest,
  isOptional: boolean,
): Answer {
  if ('listener' in request) return answerReceivedEvent(state, request);
  if (!('by' in request || 'token' in request)) return answerAdministration(state, request);
  const { excused = [] } = request;
  const refusals = isOptional
    ? []
    : admissionRefusals(state, request).filter((one) => !excused.includes(one));
  if (refusals.length > 0) return refusing(...refusals);
  if ('at' in request) return answerCertificateCall(state, request);
  if ('move' in request) return answerGreetingCall(state, request);
  return request.cmd === 'certificate_get' || request.cmd === 'organization_info'
    ? answerReadCall(state, request)
    : answerInvitationCall(state, request);
}

/** HTTP statuses that reject the caller (AUTH-07, AUTH-14, AUTH-16, AUTH-17, AUTH-23). */
function admissionRefusals(state: OrganizationState, request: ClientCall): readonly Status[] {
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

/** Freezing, unfreezing, expiry and its end (ADMIN-21, ADMIN-28, ADMIN-30). */
function answerAdministration(state: OrganizationState, request: AdministrationCall): Answer {
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
