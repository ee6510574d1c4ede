import {
  type GreetingCall,
  inviteeOf,
  type OrganizationCall,
  type OrganizationRequest,
  type Status,
} from './calls.ts';
import { certificatesOf } from './transitions/certificates.ts';

/** Names of the facts that a call changes if it takes effect. */
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
 * Names of the facts that the outcome of a call depends on, as far as other calls change them: the
 * facts that allow a served call, or cause a refusal. An optional call does not depend on rights.
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

const SERVED: readonly Status[] = ['ok', 'not_ready', 'received', 200];

const userNames = (user: string) => [`user ${user}`, `profile of ${user}`, `revocation of ${user}`];

/** The facts that allow the author to call, or for which the server refused the call. */
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

/** The facts that can make a call fail. */
function neededToRefuse(request: OrganizationRequest): readonly string[] {
  return [
    ...('user' in request ? [`user ${request.user}`, `revocation of ${request.user}`] : []),
    ...('device' in request ? [`device ${request.device}`] : []),
    ...('email' in request ? [`address ${request.email}`] : []),
    ...('token' in request ? [`end of ${request.token}`] : []),
    ...(request.cmd === 'user_create' ? ['seat taken'] : []),
  ];
}

/** The facts that every call of this kind depends on. */
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
    case 'receive_invitation':
      return [`end of ${request.token}`, ...userNames(request.listener.user)];
    case 'receive_certificate':
      return [`date ${request.at}`];
    default:
      return [];
  }
}

/**
 * The moves that a move depends on: those on the same attempt. A start, and a move on a cancelled
 * attempt, depend on all moves of the greeting.
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

/** The name of an attempt. Without `name`: an attempt that no reply has shown. */
const attemptOf = (where: GreetingKey, name = 'an attempt') => `${name} of the ${greetingOf(where)}`;
