import type { Operation } from '../operation.ts';
import { certificateNames } from './certificate-names.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/**
 * Two calls whose certificates a read shows one after the other, or an event or a refusal tells of or comes from, although the first took from the
 * author of the second what that takes; both took effect, whatever was answered. None where the certificates go together.
 */
export function forbiddenIn(seen: Call, history: readonly Call[]): readonly Call[] {
  const shut = new Map<string, Call>();
  const until = dateIn(seen, history);
  for (const name of until === undefined ? (seen.outcome?.certificates ?? []) : namesUntil(until, history)) {
    const call = history.find(
      ({ request }) => 'by' in request && 'at' in request && certificateNames(request).at(0)?.name === name,
    );
    if (call === undefined || !('by' in call.request) || !('at' in call.request)) continue;
    const { request } = call;
    const before = shut.get(request.by.user);
    const isLeft = request.cmd === 'device_create' && before?.request.cmd === 'user_update';
    if (before !== undefined && !isLeft && (until === undefined || request.at === until))
      return [before, call].map((one) => ({ ...one, outcome: { status: 'ok' } }));
    if (request.cmd === 'user_revoke') shut.set(request.user, call);
    if (request.cmd === 'user_update' && request.profile !== 'ADMIN') shut.set(request.user, call);
    if (request.cmd === 'user_update' && request.profile === 'ADMIN') shut.delete(request.user);
  }
  return doneAfter(seen, history);
}

/** Date of the certificate that is heard of, that a refusal tells of, or that made it one. */
function dateIn(seen: Call, history: readonly Call[]): number | undefined {
  const { request, outcome } = seen;
  if (request.cmd === 'hear_certificate') return request.at;
  const revocation = turnedAwayBy(seen, history);
  return revocation === undefined ? outcome?.strictlyGreaterThan : dateOf(revocation);
}

/** The call that revoked whoever was turned away. */
function turnedAwayBy({ request, outcome }: Call, history: readonly Call[]): Call | undefined {
  if (outcome?.status !== 461 || !('by' in request)) return undefined;
  return history.find(
    ({ request: other, outcome: came = { status: 'ok' } }) =>
      other.cmd === 'user_revoke' && other.user === request.by?.user && came.status === 'ok',
  );
}

/** What somebody did after he was revoked by the dates of both, although he is turned away by now. */
function doneAfter(seen: Call, history: readonly Call[]): readonly Call[] {
  const revocation = turnedAwayBy(seen, history);
  if (revocation === undefined || !('user' in revocation.request)) return [];
  const { user } = revocation.request;
  const done = history.find(
    (call) =>
      'by' in call.request &&
      call.request.by?.user === user &&
      call.outcome?.status === 'ok' &&
      dateOf(call) > dateOf(revocation),
  );
  return done === undefined ? [] : [revocation, done].map((one) => ({ ...one, outcome: { status: 'ok' } }));
}

const dateOf = ({ request }: Call): number => ('at' in request ? request.at : Number.NEGATIVE_INFINITY);

/** Certificates by name, in order, as far as they may have been made. */
function namesUntil(date: number, history: readonly Call[]): readonly string[] {
  return history
    .flatMap(({ request, outcome: came = { status: 'ok' } }) =>
      'by' in request && 'at' in request && request.at <= date && came.status === 'ok'
        ? (certificateNames(request)[0] ?? [])
        : [],
    )
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
