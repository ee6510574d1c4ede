import {
  type GreetingCall,
  inviteeOf,
  type OrganizationCall,
  type OrganizationRequest,
  type Status,
} from './calls.ts';
import { certificatesOf } from './transitions/certificates.ts';

/** Names of what a call changes, if it took effect. */
export function changesOf({ request, outcome }: OrganizationCall): readonly string[] {
  if (outcome !== undefined && !SERVED.includes(outcome.status)) return [];
  const dated =
    'by' in request && 'at' in request
      ? [...certificatesOf(request).map(({ name }) => name), `date ${request.at}`]
      : [];
  switch (request.cmd) {
    case 'user_create': {
      const { user, device, email } = request;
      return [
        `user ${user}`,
        `profile of ${user}`,
        `device ${device}`,
        `address ${email}`,
        'seat taken',
        ...dated,
      ];
    }
    case 'device_create':
      return [`device ${request.device}`, ...dated];
    case 'user_update':
      return [`profile of ${request.user}`, 'administrator gone', ...dated];
    case 'user_revoke': {
      const { user, email } = request;
      return [`revocation of ${user}`, `${email} is free`, 'seat free', 'administrator gone', ...dated];
    }
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

/**
 * Names of what the outcome of a call depends on, as far as other calls give it: what allows a
 * served call, and what a refusal is about. An optional call needs no rights.
 */
export function dependenciesOf({ request, outcome, optional = false }: OrganizationCall): readonly string[] {
  const {
    status,
    strictlyGreaterThan,
    invitations = [],
    certificates = [],
    administrators = [],
  } = outcome ?? {
    status: 'ok',
  };
  return [
    ...(optional ? [] : neededRights(request, status)),
    ...(SERVED.includes(status) ? [] : neededToRefuse(request)),
    ...(strictlyGreaterThan === undefined ? [] : [`date ${strictlyGreaterThan}`]),
    ...('token' in request ? [request.token, `pending ${inviteeOf(request.token)}`] : []),
    ...('greeter' in request ? [...userNames(request.greeter), ...neededMoves(request, status)] : []),
    ...neededFor(request),
    ...certificates,
    ...invitations.flatMap(({ token, about }) => [token, `pending ${about}`, `end of ${token}`]),
    ...administrators.flatMap(userNames),
  ];
}

const SERVED: readonly Status[] = ['ok', 'not_ready', 'heard', 200];

const userNames = (user: string) => [`user ${user}`, `profile of ${user}`, `revocation of ${user}`];

/** What lets the author call, or turns it away if that is the outcome. */
function neededRights(request: OrganizationRequest, status: Status): readonly string[] {
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

function neededToRefuse(request: OrganizationRequest): readonly string[] {
  return [
    ...('user' in request ? [`user ${request.user}`, `revocation of ${request.user}`] : []),
    ...('device' in request ? [`device ${request.device}`] : []),
    ...('email' in request ? [`address ${request.email}`] : []),
    ...('token' in request ? [`end of ${request.token}`] : []),
    ...(request.cmd === 'user_create' ? ['seat taken'] : []),
  ];
}

/** Names that every call of this kind depends on. */
function neededFor(request: OrganizationRequest): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return [`${request.email} is free`, 'seat free'];
    case 'invite_new_user':
      return [`end about ${request.email}`, `${request.email} is free`];
    case 'invite_new_device':
      return [`end about ${request.by.user}`];
    case 'user_update':
    case 'user_revoke':
      return [`user ${request.user}`, `profile of ${request.user}`];
    case 'user_freeze':
    case 'user_unfreeze':
      return [`user ${request.user}`, `revocation of ${request.user}`];
    case 'invite_info':
      return ['administrator gone'];
    case 'hear_invitation':
      return [`end of ${request.token}`, ...userNames(request.listener.user)];
    case 'hear_certificate':
      return [`date ${request.at}`];
    default:
      return [];
  }
}

/**
 * Moves on the same attempt; for a start, and where the attempt is over, all moves of the greeting.
 */
function neededMoves(
  request: GreetingKey & { readonly move?: string; readonly attempt?: string },
  status: Status,
): readonly string[] {
  const { move, attempt } = request;
  if (move === 'start') return [greetingOf(request)];
  const attempts = [attemptOf(request, attempt), attemptOf(request, undefined)];
  const isOver = move === undefined || String(status).endsWith('_cancelled');
  return isOver ? [...attempts, greetingOf(request)] : attempts;
}

type GreetingKey = Pick<GreetingCall, 'token' | 'greeter'>;

const greetingOf = ({ token, greeter }: GreetingKey) => `greeting of ${token} by ${greeter}`;

/** An attempt by name, or one whose name no client has seen. */
const attemptOf = (where: GreetingKey, name = 'an attempt') => `${name} of the ${greetingOf(where)}`;
