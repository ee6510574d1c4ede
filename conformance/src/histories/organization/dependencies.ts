import type { Operation } from '../operation.ts';
import { certificateNames } from './certificate-names.ts';
import type { Greeting, Inviting, OrganizationOutcome, OrganizationRequest, Writing } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** What a call that took effect makes possible for others. What has an outcome that changes nothing gives nothing. */
export function givenBy({ request, outcome }: Call): readonly string[] {
  if (outcome !== undefined && outcome.status !== 'ok' && outcome.status !== 'not_ready') return [];
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
    case 'invite_list':
      return (outcome?.invitations ?? []).map(({ token }) => token);
    case 'invite_cancel':
    case 'invite_complete':
      return [`end of ${request.token}`, `end about ${invitedBy(request.token)}`];
    case 'certificate_get':
    case 'organization_info':
    case 'invite_info':
      return [];
    default:
      return [greetingOf(request)];
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
        'an administrator',
      ];
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
      return [`profile of ${request.user}`, 'an administrator'];
    case 'user_revoke':
      return [`revocation of ${request.user}`, 'a revocation', 'an administrator'];
  }
}

/** What a call could not have come to its outcome without, as far as others gave it. */
export function neededBy({ request, outcome }: Call): readonly string[] {
  const { status } = outcome ?? { status: 'ok' };
  const asked = 'by' in request ? request.by : undefined;
  const author =
    asked === undefined || status === 403
      ? []
      : [
          `device ${asked.device}`,
          `profile of ${asked.user}`,
          ...(status === 461 ? [`revocation of ${asked.user}`] : []),
        ];
  const told = status === 'require_greater_timestamp' ? [`date ${outcome?.strictlyGreaterThan}`] : [];
  return [...author, ...told, ...neededByCommand(request, outcome)];
}

function neededByCommand(
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
): readonly string[] {
  switch (request.cmd) {
    case 'user_create': {
      const { user, device, email } = request;
      return [`user ${user}`, `device ${device}`, `address ${email}`, 'a seat taken', 'a revocation'];
    }
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
    case 'user_revoke':
      return [`user ${request.user}`, `profile of ${request.user}`, `revocation of ${request.user}`];
    case 'certificate_get':
      return outcome?.certificates ?? [];
    case 'organization_info':
      return [];
    case 'invite_new_user':
    case 'invite_new_device':
    case 'invite_cancel':
    case 'invite_complete':
    case 'invite_list':
    case 'invite_info':
      return neededByInviting(request, outcome);
    default:
      return [
        request.token,
        `end of ${request.token}`,
        greetingOf(request),
        ...['user', 'profile of', 'revocation of'].map((what) => `${what} ${request.greeter}`),
      ];
  }
}

function neededByInviting(request: Inviting, outcome: OrganizationOutcome | undefined): readonly string[] {
  switch (request.cmd) {
    case 'invite_new_user':
      return [
        `address ${request.email}`,
        `pending ${request.email}`,
        `end about ${request.email}`,
        'a revocation',
        outcome?.token ?? '',
      ];
    case 'invite_new_device':
      return [`pending ${request.by.user}`, `end about ${request.by.user}`, outcome?.token ?? ''];
    case 'invite_list':
      return (outcome?.invitations ?? []).flatMap(({ token, about }) => [
        token,
        `pending ${about}`,
        `end of ${token}`,
      ]);
    case 'invite_info':
      return [request.token, `end of ${request.token}`, 'an administrator'];
    default:
      return [request.token, `end of ${request.token}`];
  }
}

/** Whom a token invites: its name says so. */
const invitedBy = (token: string) => token.replace(/#\d+$/, '');

const greetingOf = ({ token, greeter }: Greeting) => `greeting of ${token} by ${greeter}`;
