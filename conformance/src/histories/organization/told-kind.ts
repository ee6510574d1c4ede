import type { Operation } from '../operation.ts';
import type { Hearing, OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** Calls that change nothing, and what each shows. */
const reads: ReadonlySet<string> = new Set([
  'certificate_get',
  'invite_info',
  'invite_list',
  'organization_info',
]);

/** Somebody was heard who should not have been, whatever he asked for: which command it was is luck. The worst comes first. */
export const served = {
  write: 'a write → ok',
  read: 'a read → ok',
  refused: 'a call → not HTTP 461',
};

/** That somebody's rights were taken, or others given. */
export const rights = {
  revoked: 'user_revoke of the author → ok',
  changed: 'user_update of the author → ok',
};

/** A call without the names of a run: `user_revoke of the author → ok`. */
export function toldKind(call: Call, authors: ReadonlySet<string>, all: readonly Call[]): string {
  const { request, outcome } = call;
  if ('listener' in request) return toldHearing(request);
  // Who may not come in is told so whatever he asks for, or let in.
  if (isExpiry(call)) return 'expired';
  if (request.cmd === 'user_freeze' || outcome?.status === 462) return 'frozen';
  if (outcome?.status === 461) return 'a call → HTTP 461';
  const isFrozen = ({ request: other, outcome: came }: Call) =>
    'by' in request &&
    ((other.cmd === 'user_freeze' && other.user === request.by?.user) ||
      (came?.status === 462 && 'by' in other && other.by?.user === request.by?.user));
  if (typeof outcome?.status === 'string' && all.some(isFrozen)) return 'a call → served';
  const isGone = ({ request: other }: Call) =>
    other.cmd === 'user_revoke' && 'by' in request && other.user === request.by?.user;
  if (outcome !== undefined && outcome.status !== 'ok' && all.some(isGone)) return served.refused;
  if (isRight(request, authors) || isDoneTo(request, authors))
    return `${request.cmd} of the author → ${worded(outcome?.status ?? 'no answer')}`;
  const author = new Set('by' in request && request.by !== undefined ? [request.by.user] : []);
  const isChanged = all.some((other) => other !== call && isRight(other.request, author));
  // Of one that asks for the organization it is known which it is: it alone shows that it was not looked at.
  const isLate = request.cmd !== 'organization_info' && all.some(isExpiry);
  if (outcome?.status === 'ok' && (isChanged || isLate))
    return reads.has(request.cmd) ? served.read : served.write;
  return `${request.cmd} → ${worded(outcome?.status ?? 'no answer')}`;
}

const isExpiry = ({ request, outcome }: Call): boolean =>
  request.cmd === 'organization_expire' || outcome?.status === 460;

/** Whether it changes what one of these may do. */
const isRight = (request: OrganizationRequest, users: ReadonlySet<string>): boolean =>
  (request.cmd === 'user_update' || request.cmd === 'user_revoke') && users.has(request.user);

/** Of what something is heard. */
function toldHearing(request: Hearing): string {
  if ('event' in request) {
    const what = request.cmd === 'hear_invitation' ? 'INVITATION ' : '';
    return `${what}${request.event} heard`;
  }
  if (request.cmd === 'hear_certificate') return 'COMMON_CERTIFICATE heard';
  const what = { certificates: 'COMMON_CERTIFICATE', invitation: 'INVITATION', attempt: 'GREETING_ATTEMPT' };
  const kind = request.cmd.replace(/^hear_no_more_(of_)?/, '') as keyof typeof what;
  return `no more ${what[kind]} heard`;
}

/** A status as it stands in a name. */
export const worded = (status: string | number) => (typeof status === 'number' ? `HTTP ${status}` : status);

/** Whether it takes from one of these what he may do. */
export function isDoneTo(request: OrganizationRequest, users: ReadonlySet<string>): boolean {
  const isDemotion = request.cmd === 'user_update' && request.profile !== 'ADMIN';
  const isEnd = request.cmd === 'user_revoke' || request.cmd === 'user_freeze';
  return (isDemotion || isEnd) && users.has(request.user);
}
