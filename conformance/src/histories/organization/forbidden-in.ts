import type { Operation } from '../operation.ts';
import { certificateNames } from './certificate-names.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/**
 * Two calls whose certificates a read shows one after the other, or an event or a refusal tells of, although the first took from the
 * author of the second what that takes; both took effect, whatever was answered. None where the certificates go together.
 */
export function forbiddenIn(seen: Call, history: readonly Call[]): readonly Call[] {
  const shut = new Map<string, Call>();
  const until = dateIn(seen);
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
  return [];
}

/** Date of the certificate that is heard of, or that a refusal tells of. */
const dateIn = ({ request, outcome }: Call): number | undefined =>
  request.cmd === 'hear_certificate' ? request.at : outcome?.strictlyGreaterThan;

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
