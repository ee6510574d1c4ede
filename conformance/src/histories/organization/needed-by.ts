import type { Operation } from '../operation.ts';
import { attemptOf, greetingOf } from './greeting-of.ts';
import { neededToHear } from './needed-to-hear.ts';
import { invitationOf } from './recognise.ts';
import type { Greeting, Hearing, OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/**
 * What a call could not have come to its outcome without, as far as others gave it: who asked and might, what a refusal
 * is about, and what was there to be told or ended. What is only supposed needs no author.
 */
export function neededBy({ request, outcome, optional }: Call): readonly string[] {
  if ('listener' in request) return neededToHear(request);
  return [
    ...(optional === true ? [] : neededByAuthor(request, outcome?.status ?? 'ok')),
    ...neededByStatus(request, outcome),
    ...neededByCommand({ request, outcome, isAsked: optional !== true }),
  ];
}

/** Who asked, who might; who might not, if that is the answer. */
function neededByAuthor(request: OrganizationRequest, status: string | number): readonly string[] {
  if (!('by' in request || 'token' in request)) return [];
  const door = status === 460 ? 'organization_expire' : 'organization_unexpire';
  if (!('by' in request) || request.by === undefined) return [door];
  const { device, user } = request.by;
  const author = status === 403 ? [] : [`device ${device}`, `profile of ${user}`];
  const frozen = `${status === 462 ? 'user_freeze' : 'user_unfreeze'} ${user}`;
  return [...author, ...(status === 461 ? [`revocation of ${user}`] : []), door, frozen];
}

function neededByStatus(
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
): readonly string[] {
  switch (outcome?.status) {
    case 'require_greater_timestamp':
      return [`date ${outcome.strictlyGreaterThan}`];
    case 'user_already_exists':
    case 'device_already_exists':
      return [
        ...('user' in request ? [`user ${request.user}`] : []),
        ...('device' in request ? [`device ${request.device}`] : []),
      ];
    case 'human_handle_already_taken':
    case 'claimer_email_already_enrolled':
      return 'email' in request ? [`address ${request.email}`] : [];
    case 'active_users_limit_reached':
      return ['a seat taken'];
    case 'user_revoked':
    case 'user_already_revoked':
      return 'user' in request ? [`revocation of ${request.user}`] : [];
    case 'invitation_cancelled':
    case 'invitation_completed':
    case 'invitation_already_cancelled':
    case 'invitation_already_completed':
    case 410:
      return 'token' in request ? [`end of ${request.token}`] : [];
    default:
      return [];
  }
}

function neededByCommand({
  request,
  outcome,
  isAsked,
}: {
  readonly request: Exclude<OrganizationRequest, Hearing>;
  readonly outcome: OrganizationOutcome | undefined;
  /** Not only supposed. */
  readonly isAsked: boolean;
}): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return isAsked && isServed(outcome) ? [`address ${request.email} left`, 'a seat left'] : [];
    case 'device_create':
    case 'organization_info':
    case 'organization_expire':
    case 'organization_unexpire':
      return [];
    case 'user_freeze':
    case 'user_unfreeze':
      return [`user ${request.user}`, `revocation of ${request.user}`];
    case 'user_update':
    case 'user_revoke':
      return [`user ${request.user}`, `profile of ${request.user}`];
    case 'certificate_get':
      return outcome?.certificates ?? [];
    case 'invite_new_user':
      return isAsked && isServed(outcome)
        ? [`end about ${request.email}`, `address ${request.email} left`]
        : [];
    case 'invite_new_device':
      return isAsked ? [`end about ${request.by.user}`] : [];
    case 'invite_list':
      return (outcome?.invitations ?? []).flatMap(({ token, about, status }) => [
        token,
        `pending ${about}`,
        ...(status === 'PENDING' ? [] : [`end of ${token}`]),
      ]);
    case 'invite_cancel':
    case 'invite_complete':
      return invitationOf(request.token);
    case 'invite_info':
      return [
        ...invitationOf(request.token),
        'an administrator gone',
        ...(outcome?.administrators ?? []).flatMap((user) => [`user ${user}`, `profile of ${user}`]),
      ];
    default:
      return [
        ...invitationOf(request.token),
        ...neededByMove(request, outcome, isAsked),
        ...['user', 'profile of', 'revocation of'].map((what) => `${what} ${request.greeter}`),
      ];
  }
}

/** What was done to the attempt; to others too, if that is how it ended or which one a start gives. */
function neededByMove(request: Greeting, outcome: OrganizationOutcome | undefined, isAsked: boolean) {
  if (request.move === 'start') return isAsked ? [greetingOf(request)] : [];
  const isOver = typeof outcome?.status === 'string' && outcome.status.endsWith('_cancelled');
  const attempts = [request.attempt, undefined].map((name) => attemptOf(request, name));
  return isOver ? [...attempts, greetingOf(request)] : attempts;
}

const isServed = (outcome: OrganizationOutcome | undefined) =>
  outcome === undefined || outcome.status === 'ok';
