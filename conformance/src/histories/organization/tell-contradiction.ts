import type { Operation } from '../operation.ts';
import { givenBy } from './given-by.ts';
import type { Hearing, OrganizationOutcome, OrganizationRequest } from './request.ts';

type Ending = Extract<OrganizationRequest, { cmd: 'invite_cancel' | 'invite_complete' }>;
type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** Of calls that are alike so many are told: how many more there were is luck. */
const most = 2;
/** So many kinds of calls make a name; more are what could not be made few. */
const longest = 6;

/**
 * Which contradiction some calls are, whoever made them and whenever: `invite_cancel → ok beside invite_complete → ok`. The
 * same words for the same defect, so that one that is known does not hide another. `supposed`: what came before; of it what
 * was done to the same people, devices and invitations belongs to the name. `right`: statuses that would have been right of
 * a call that contradicts no other.
 */
export function toldContradiction(
  calls: readonly Call[],
  supposed: readonly Call[] = [],
  right: readonly (string | number)[] = [],
): string {
  const authors = new Set(calls.flatMap(({ request }) => ('by' in request ? (request.by?.user ?? []) : [])));
  const tokens = new Set(calls.flatMap(({ request }) => ('token' in request ? request.token : [])));
  const things = new Set(calls.flatMap(thingsOf));
  const clashing = supposed.filter(
    (one) =>
      isDoneTo(one.request, authors) ||
      (isEnd(one.request) && tokens.has(one.request.token)) ||
      thingsOf(one).some((thing) => things.has(thing)),
  );
  // What is supposed is so, even if that was never answered.
  const all = [
    ...calls,
    ...clashing
      .filter((one) => !calls.includes(one))
      .map((one) => ({ ...one, outcome: one.outcome ?? { status: 'ok' } })),
  ];
  const named = (some: readonly Call[]) => some.map((call) => toldKind(call, authors, all)).sort();
  const blamed = named(all.filter(({ request }) => !isLifting(request)));
  const told = blamed.every(isState) ? named(all) : blamed;
  if (told.length === 1 && right.length > 0)
    return `${told.join('')} instead of ${right.map(worded).join(' or ')}`;
  const few = told.filter((one, index) => told[index - (isState(one) ? 1 : most)] !== one);
  return few.length > longest ? 'more calls than are told of in short' : few.join(' beside ');
}

/** A call without the names of a run: `user_revoke of the author → ok`. */
function toldKind(call: Call, authors: ReadonlySet<string>, all: readonly Call[]): string {
  const { request, outcome } = call;
  if ('listener' in request) return toldHearing(request);
  // Who may not come in is told so whatever he asks for, or let in.
  if (request.cmd === 'organization_expire' || outcome?.status === 460) return 'expired';
  if (request.cmd === 'user_freeze' || outcome?.status === 462) return 'frozen';
  if (outcome?.status === 461) return 'a call → HTTP 461';
  const isFrozen = ({ request: other, outcome: came }: Call) =>
    'by' in request &&
    ((other.cmd === 'user_freeze' && other.user === request.by?.user) ||
      (came?.status === 462 && 'by' in other && other.by?.user === request.by?.user));
  if (typeof outcome?.status === 'string' && all.some(isFrozen)) return 'a call → served';
  const isGone = ({ request: other }: Call) =>
    other.cmd === 'user_revoke' && 'by' in request && other.user === request.by?.user;
  if (outcome !== undefined && outcome.status !== 'ok' && all.some(isGone)) return 'a call → not HTTP 461';
  const isPromotion = request.cmd === 'user_update' && authors.has(request.user);
  const role = isPromotion || isDoneTo(request, authors) ? ' of the author' : '';
  return `${request.cmd}${role} → ${worded(outcome?.status ?? 'no answer')}`;
}

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

const worded = (status: string | number) => (typeof status === 'number' ? `HTTP ${status}` : status);

/** Told of many calls as of one. */
const isState = (told: string) => !told.includes(' ');

/** Whether it takes from one of these what he may do. */
function isDoneTo(request: OrganizationRequest, users: ReadonlySet<string>): boolean {
  const isDemotion = request.cmd === 'user_update' && request.profile !== 'ADMIN';
  const isEnd = request.cmd === 'user_revoke' || request.cmd === 'user_freeze';
  return (isDemotion || isEnd) && users.has(request.user);
}

/** Whether it ends an invitation. */
export const isEnd = (request: OrganizationRequest): request is Ending =>
  request.cmd === 'invite_cancel' || request.cmd === 'invite_complete';

/** Whether it lets in again who was shut out: that may be why a call was served. Where all are turned away it is what was not heeded. */
const isLifting = ({ cmd }: OrganizationRequest): boolean =>
  cmd === 'organization_unexpire' || cmd === 'user_unfreeze';

/** What there is one of. */
const thingsOf = (call: Call): readonly string[] =>
  givenBy(call).filter((thing) => /^(user|device|address|revocation) /.test(thing));
