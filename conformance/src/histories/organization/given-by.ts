import type { Operation } from '../operation.ts';
import { certificateNames } from './certificate-names.ts';
import { attemptOf, greetingOf } from './greeting-of.ts';
import { invitedBy } from './recognise.ts';
import type { OrganizationOutcome, OrganizationRequest, Writing } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** What a call that took effect makes possible for others. What has an outcome that changes nothing gives nothing. */
export function givenBy({ request, outcome }: Call): readonly string[] {
  if (outcome !== undefined && !['ok', 'not_ready', 200].includes(outcome.status)) return [];
  switch (request.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke':
      return [
        ...givenByWriting(request),
        ...certificateNames(request).map(({ name }) => name),
        `date ${request.at}`,
      ];
    case 'invite_new_user':
      return outcome?.token === undefined ? [`pending ${request.email}`] : [outcome.token];
    case 'invite_new_device':
      return outcome?.token === undefined ? [`pending ${request.by.user}`] : [outcome.token];
    case 'invite_cancel':
    case 'invite_complete':
      return [`end of ${request.token}`, `end about ${invitedBy(request.token)}`];
    case 'user_freeze':
    case 'user_unfreeze':
      return [`${request.cmd} ${request.user}`];
    case 'organization_expire':
    case 'organization_unexpire':
      return [request.cmd];
    case 'hear_certificate':
    case 'hear_no_more_certificates':
    case 'hear_invitation':
    case 'hear_no_more_of_invitation':
    case 'hear_attempt':
    case 'hear_no_more_of_attempt':
    case 'certificate_get':
    case 'organization_info':
    case 'invite_info':
    case 'invite_list':
      return [];
    default:
      return [greetingOf(request), attemptOf(request, request.attempt ?? outcome?.attempt)];
  }
}

function givenByWriting(request: Writing): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return [
        `user ${request.user}`,
        `device ${request.device}`,
        `address ${request.email}`,
        `profile of ${request.user}`,
        'a seat taken',
      ];
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
      return [`profile of ${request.user}`, 'an administrator gone'];
    case 'user_revoke':
      return [
        `revocation of ${request.user}`,
        `address ${request.email} left`,
        'a seat left',
        'an administrator gone',
      ];
  }
}
