import type { Operation } from '../operation.ts';
import { certificateNames } from './certificate-names.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/**
 * Two calls whose certificates a read shows one after the other, or listeners heard so, although the first took from the
 * author of the second what that takes; both took effect, whatever was answered. None where the certificates go together.
 */
export function forbiddenIn(seen: Call, history: readonly Call[]): readonly Call[] {
  const shut = new Map<string, Call>();
  for (const name of namesIn(seen, history)) {
    const call = history.find(
      ({ request }) => 'by' in request && 'at' in request && certificateNames(request).at(0)?.name === name,
    );
    if (call === undefined || !('by' in call.request) || !('at' in call.request)) continue;
    const { request } = call;
    const before = shut.get(request.by.user);
    const isLeft = request.cmd === 'device_create' && before?.request.cmd === 'user_update';
    if (before !== undefined && !isLeft)
      return [before, call].map((one) => ({ ...one, outcome: { status: 'ok' } }));
    if (request.cmd === 'user_revoke') shut.set(request.user, call);
    if (request.cmd === 'user_update' && request.profile !== 'ADMIN') shut.set(request.user, call);
    if (request.cmd === 'user_update' && request.profile === 'ADMIN') shut.delete(request.user);
  }
  return [];
}

/** Certificates by name, in order: as they were read, or as far as was heard. */
function namesIn({ request: seen, outcome }: Call, history: readonly Call[]): readonly string[] {
  if (seen.cmd !== 'hear_certificate') return outcome?.certificates ?? [];
  return history
    .flatMap(({ request, outcome: came = { status: 'ok' } }) =>
      'by' in request && 'at' in request && request.at <= seen.at && came.status === 'ok'
        ? (certificateNames(request)[0] ?? [])
        : [],
    )
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
