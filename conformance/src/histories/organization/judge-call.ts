import { type Answer, refusing } from './answer.ts';
import { judgeAdministering } from './judge-administering.ts';
import { judgeGreetingCall } from './judge-greeting-call.ts';
import { judgeHearing } from './judge-hearing.ts';
import { judgeInviting } from './judge-inviting.ts';
import { judgeReading } from './judge-reading.ts';
import { judgeWriting } from './judge-writing.ts';
import type { Calling, OrganizationRequest } from './request.ts';
import { shutOut } from './shut-out.ts';
import type { OrganizationState } from './state.ts';

/** What a right server answers in a state. What is only supposed is not asked whether its author may do it. */
export function judgeCall(
  state: OrganizationState,
  request: OrganizationRequest,
  isSupposed: boolean,
): Answer {
  switch (request.cmd) {
    case 'user_freeze':
    case 'user_unfreeze':
    case 'organization_expire':
    case 'organization_unexpire':
      return judgeAdministering(state, request);
    case 'hear_certificate':
    case 'hear_no_more_certificates':
    case 'hear_invitation':
    case 'hear_no_more_of_invitation':
    case 'hear_attempt':
    case 'hear_no_more_of_attempt':
      return judgeHearing(state, request);
    default: {
      // Who may not call at all is told so before anything else.
      const refusals = isSupposed ? [] : shutOut(state, request);
      return refusals.length > 0 ? refusing(...refusals) : judgeCalling(state, request, isSupposed);
    }
  }
}

function judgeCalling(state: OrganizationState, request: Calling, isSupposed: boolean): Answer {
  switch (request.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke':
      return judgeWriting(state, request);
    case 'certificate_get':
    case 'organization_info':
      return judgeReading(state, request);
    case 'invite_new_user':
    case 'invite_new_device':
    case 'invite_cancel':
    case 'invite_complete':
    case 'invite_list':
    case 'invite_info':
      return judgeInviting(state, request, isSupposed);
    default:
      return judgeGreetingCall(state, request, isSupposed);
  }
}
