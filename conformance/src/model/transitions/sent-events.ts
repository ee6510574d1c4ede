import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { OrganizationOutcome, OrganizationRequest } from '../calls.ts';
import type { OrganizationState } from '../state.ts';
import { eventOf } from './greeting.ts';

/** An event that a served call sends to the event streams of an organization. */
export interface SentEvent {
  /** Such as `COMMON_CERTIFICATE @5` or `INVITATION zoe@example.com#1 PENDING`. */
  readonly name: string;
  /** The users whose streams must receive it. */
  readonly to: readonly string[];
  /** The requirement that they receive it. */
  readonly requirement: RequirementId;
  /** Whether ADMINs receive it, whoever they are at the time. */
  readonly isForAdmins?: boolean;
}

/** The event that a served call sends. Undefined if it sends none. */
export function sentEvent(
  before: OrganizationState,
  after: OrganizationState,
  request: OrganizationRequest,
  { status, token }: OrganizationOutcome,
): SentEvent | undefined {
  const active = [...after.users].filter(([, { revoked }]) => !revoked);
  if (request.cmd !== 'organization_bootstrap' && after.certificates.length > before.certificates.length)
    return {
      name: `COMMON_CERTIFICATE @${after.certificates.at(-1)?.at}`,
      to: active.map(([name]) => name),
      requirement: 'events_listen/certificate-event',
    };
  if (status === 'ok' && request.cmd in INVITATIONS) {
    const [word, requirement] = INVITATIONS[request.cmd as keyof typeof INVITATIONS];
    const named = 'token' in request ? request.token : token;
    const invitation = after.invitations.find((one) => one.token === named);
    const isForAdmins = invitation?.type !== 'DEVICE';
    const mayGreet = ([name, { profile }]: (typeof active)[number]) =>
      isForAdmins ? profile === 'ADMIN' : invitation.about === name;
    const to = active.filter(mayGreet).map(([name]) => name);
    return { name: `INVITATION ${named} ${word}`, to, requirement, isForAdmins };
  }
  if (!('move' in request) || (status !== 'ok' && status !== 'not_ready')) return undefined;
  const event = eventOf(request, status);
  if (event === undefined) return undefined;
  const requirement =
    event === 'GREETING_ATTEMPT_READY'
      ? 'events_listen/attempt-ready-event'
      : event === 'GREETING_ATTEMPT_JOINED'
        ? 'events_listen/attempt-joined-event'
        : 'events_listen/attempt-cancelled-event';
  return { name: `${event} ${request.attempt}`, to: [request.greeter], requirement };
}

const INVITATIONS = {
  invite_new_user: ['PENDING', 'events_listen/invitation-event'],
  invite_new_device: ['PENDING', 'events_listen/invitation-event'],
  invite_cancel: ['CANCELLED', 'events_listen/invitation-cancelled-event'],
  invite_complete: ['FINISHED', 'events_listen/invitation-finished-event'],
} as const satisfies Record<string, readonly [string, RequirementId]>;

/**
 * The users whose streams a served call closes, and the requirement that it does. Undefined if it closes
 * none.
 */
export function closedBy(
  after: OrganizationState,
  request: OrganizationRequest,
): { readonly users: readonly string[]; readonly requirement: RequirementId } | undefined {
  switch (request.cmd) {
    case 'user_revoke':
      return { users: [request.user], requirement: 'events/closed-on-revocation' };
    case 'user_freeze':
      return { users: [request.user], requirement: 'user_freeze/closes-streams' };
    case 'organization_expire':
      return { users: [...after.users.keys()], requirement: 'organization_update/expiry-closes-streams' };
    case 'organization_update': {
      const { expired, terms } = request;
      const users = [...after.users.keys()];
      if (expired === true) return { users, requirement: 'organization_update/expiry-closes-streams' };
      return terms === 'published' ? { users, requirement: 'events/closed-on-new-terms' } : undefined;
    }
    case 'organization_publish_terms':
      return { users: [...after.users.keys()], requirement: 'events/closed-on-new-terms' };
    default:
      return undefined;
  }
}
