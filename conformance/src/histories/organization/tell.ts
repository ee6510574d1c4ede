import { heardIn } from './judge-hearing.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
import { toldCertificate, toldDate, toldInvitation } from './told-names.ts';

/** A call in the words of the wire, people and tokens by name. */
export function toldRequest(request: OrganizationRequest): string {
  switch (request.cmd) {
    case 'user_create':
      return `user_create ${request.user} ${request.profile} (${request.email}, dated ${toldDate(request.at)})`;
    case 'device_create':
      return `device_create ${request.device} (dated ${toldDate(request.at)})`;
    case 'user_update':
      return `user_update ${request.user} ${request.profile} (dated ${toldDate(request.at)})`;
    case 'user_revoke':
      return `user_revoke ${request.user} (dated ${toldDate(request.at)})`;
    case 'certificate_get':
      return `certificate_get${request.after === null ? '' : ` after ${toldDate(request.after)}`}`;
    case 'organization_info':
    case 'invite_list':
    case 'invite_new_device':
      return request.cmd;
    case 'invite_new_user':
      return `invite_new_user ${request.email}`;
    case 'invite_cancel':
    case 'invite_complete':
    case 'invite_info':
      return `${request.cmd} ${request.token}`;
    case 'user_freeze':
    case 'user_unfreeze':
      return `${request.cmd} ${request.user}`;
    case 'organization_expire':
    case 'organization_unexpire':
      return request.cmd;
    case 'hear_certificate':
      return `hears ${heardIn(request)} (${toldDate(request.at)})`;
    case 'hear_no_more_certificates':
      return `hears ${heardIn(request)} after COMMON_CERTIFICATE (${toldDate(request.after)})`;
    case 'hear_invitation':
    case 'hear_no_more_of_invitation':
      return `hears ${heardIn(request)} of ${request.token}, after ${request.nth} others`;
    case 'hear_attempt':
    case 'hear_no_more_of_attempt':
      return `hears ${heardIn(request)} of ${request.attempt} of ${request.token}, after ${request.nth} others`;
    default: {
      const { cmd, token, greeter, attempt, step } = request;
      const where = [`of ${token} by ${greeter}`, attempt ?? '', step === undefined ? '' : `step ${step}`];
      return [cmd, ...where.filter((word) => word !== '')].join(' ');
    }
  }
}

/** An outcome in a few words: the status, and what it brings. */
export function toldOutcome(outcome: OrganizationOutcome): string {
  const { status, token, attempt, invitations, administrators, certificates, view, strictlyGreaterThan } =
    outcome;
  const brings = [
    token,
    attempt,
    strictlyGreaterThan === undefined ? undefined : `after ${toldDate(strictlyGreaterThan)}`,
    invitations === undefined ? undefined : toldList('invitations', invitations.map(toldInvitation)),
    administrators === undefined ? undefined : `greeted by ${administrators.join(', ') || 'nobody'}`,
    certificates === undefined
      ? undefined
      : `${certificates.length} certificates, ${view}${certificates.length === 0 ? '' : `, the last: ${toldCertificate(certificates.at(-1) ?? '')}`}`,
  ].filter((word) => word !== undefined);
  const word = typeof status === 'number' ? `HTTP ${status}` : `\`${status}\``;
  return brings.length === 0 ? word : `${word}: ${brings.join('; ')}`;
}

const toldList = (what: string, items: readonly string[]) =>
  items.length === 0 ? `no ${what}` : `${items.length} ${what}: ${items.join(', ')}`;
