import {
  type Greeting,
  inviteeOf,
  type OrganizationCall,
  type OrganizationOutcome,
  type OrganizationRequest,
  type Status,
  type Writing,
} from './calls.ts';
import { certificatesOf } from './certificates.ts';

/** Names of what a call changes, if it took effect. */
export function givenBy({ request, outcome }: OrganizationCall): readonly string[] {
  if (outcome !== undefined && !['ok', 'not_ready', 200].includes(outcome.status)) return [];
  switch (request.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke':
      return [
        ...givenByWriting(request),
        ...certificatesOf(request).map(({ name }) => name),
        `date ${request.at}`,
      ];
    case 'invite_new_user':
      return [outcome?.token ?? `pending ${request.email}`];
    case 'invite_new_device':
      return [outcome?.token ?? `pending ${request.by.user}`];
    case 'invite_cancel':
    case 'invite_complete':
      return [`end of ${request.token}`, `end about ${inviteeOf(request.token)}`];
    case 'user_freeze':
    case 'user_unfreeze':
      return [`${request.cmd} ${request.user}`];
    case 'organization_expire':
    case 'organization_unexpire':
      return [request.cmd];
    default:
      return 'move' in request
        ? [greetingOf(request), attemptOf(request, request.attempt ?? outcome?.attempt)]
        : [];
  }
}

function givenByWriting(request: Writing): readonly string[] {
  switch (request.cmd) {
    case 'user_create': {
      const { user, device, email } = request;
      return [
        `user ${user}`,
        `profile of ${user}`,
        `device ${device}`,
        `address ${email} taken`,
        'seat taken',
      ];
    }
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
      return [`profile of ${request.user}`, 'administrator gone'];
    case 'user_revoke':
      return [
        `revocation of ${request.user}`,
        `address ${request.email} free`,
        'seat free',
        'administrator gone',
      ];
  }
}

/** Names of what the outcome of a call depends on, as far as other calls give it. */
export function neededBy(call: OrganizationCall): readonly string[] {
  const { request, outcome, optional = false } = call;
  const { status, invitations = [], certificates = [], administrators = [] } = outcome ?? { status: 'ok' };
  return [
    ...(optional ? [] : neededToCall(request, status)),
    ...neededForStatus(request, outcome),
    ...('token' in request ? [request.token, `pending ${inviteeOf(request.token)}`] : []),
    // A supposed call is not asked what made room for it.
    ...(optional || status !== 'ok' ? [] : neededRoom(request)),
    ...(request.cmd === 'user_update' || request.cmd === 'user_revoke'
      ? [`user ${request.user}`, `profile of ${request.user}`]
      : []),
    ...(request.cmd === 'user_freeze' || request.cmd === 'user_unfreeze'
      ? [`user ${request.user}`, `revocation of ${request.user}`]
      : []),
    ...('greeter' in request
      ? [...neededUser(request.greeter), ...neededMoves(request, status, optional)]
      : []),
    ...(request.cmd === 'hear_invitation'
      ? [`end of ${request.token}`, ...neededUser(request.listener.user)]
      : []),
    ...(request.cmd === 'hear_certificate' ? [`date ${request.at}`] : []),
    ...certificates,
    ...invitations.flatMap((one) => [
      one.token,
      `pending ${one.about}`,
      ...(one.status === 'PENDING' ? [] : [`end of ${one.token}`]),
    ]),
    ...administrators.flatMap((user) => [`user ${user}`, `profile of ${user}`]),
    ...(request.cmd === 'invite_info' ? ['administrator gone'] : []),
  ];
}

const neededUser = (user: string) => [`user ${user}`, `profile of ${user}`, `revocation of ${user}`];

/** What lets the author call, or turns it away if that is the outcome. */
function neededToCall(request: OrganizationRequest, status: Status): readonly string[] {
  if ('listener' in request || !('by' in request || 'token' in request)) return [];
  const expiry = status === 460 ? 'organization_expire' : 'organization_unexpire';
  if (!('by' in request) || request.by === undefined) return [expiry];
  const { device, user } = request.by;
  return [
    expiry,
    `${status === 462 ? 'user_freeze' : 'user_unfreeze'} ${user}`,
    ...(status === 403 ? [] : [`device ${device}`, `profile of ${user}`]),
    ...(status === 461 ? [`revocation of ${user}`] : []),
  ];
}

/** What a refusal is about. */
function neededForStatus(
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
      return 'email' in request ? [`address ${request.email} taken`] : [];
    case 'active_users_limit_reached':
      return ['seat taken'];
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

/** What a served call takes the place of. */
function neededRoom(request: OrganizationRequest): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return [`address ${request.email} free`, 'seat free'];
    case 'invite_new_user':
      return [`end about ${request.email}`, `address ${request.email} free`];
    case 'invite_new_device':
      return [`end about ${request.by.user}`];
    default:
      return [];
  }
}

/**
 * Moves on the same attempt; for a start, and where the attempt is over, all moves of the greeting.
 */
function neededMoves(
  request: Where & { readonly move?: string; readonly attempt?: string },
  status: Status,
  optional: boolean,
): readonly string[] {
  const { move, attempt } = request;
  if (move === 'start') return optional ? [] : [greetingOf(request)];
  const attempts = [attemptOf(request, attempt), attemptOf(request, undefined)];
  const isOver = move === undefined || String(status).endsWith('_cancelled');
  return isOver ? [...attempts, greetingOf(request)] : attempts;
}

type Where = Pick<Greeting, 'token' | 'greeter'>;

const greetingOf = ({ token, greeter }: Where) => `greeting of ${token} by ${greeter}`;

/** An attempt by name, or one whose name no client has seen. */
const attemptOf = (where: Where, name = 'an attempt') => `${name} of the ${greetingOf(where)}`;
