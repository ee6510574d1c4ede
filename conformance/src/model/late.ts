import type { OrganizationCall, OrganizationOutcome } from './calls.ts';

/** On a slow machine the grace is the duration of so many calls. */
const CALLS_PER_GRACE = 20;

/**
 * Excuses calls of revoked or frozen users that were served at most `grace` ms after the reply to
 * the revocation or the freeze: reads after a revocation, any call after a freeze. Writes of
 * revoked users are not excused.
 */
export function excuseLate(
  history: readonly OrganizationCall[],
  grace: number,
): { readonly history: readonly OrganizationCall[]; readonly late: number } {
  const durations = history
    .filter(({ request }) => !('listener' in request))
    .map(({ calledMs, returnedMs }) => returnedMs - calledMs)
    .sort((a, b) => a - b);
  const longest = Math.max(grace, CALLS_PER_GRACE * (durations[Math.floor(durations.length / 2)] ?? 0));
  const isSoonAfter = (cmd: string, { request, calledMs, returnedMs }: OrganizationCall): boolean =>
    history.some(
      (other) =>
        other.request.cmd === cmd &&
        'user' in other.request &&
        'by' in request &&
        other.request.user === request.by?.user &&
        (other.outcome?.status === 'ok' || other.outcome?.status === 200) &&
        other.calledMs < returnedMs &&
        calledMs - other.returnedMs < longest,
    );
  let late = 0;
  const excused = history.map((call): OrganizationCall => {
    const { request, outcome } = call;
    if (!('by' in request) || outcome === undefined || isHttpRefusal(outcome)) return call;
    const isRead = request.cmd === 'certificate_get' || request.cmd === 'organization_info';
    const statuses = [
      ...(isRead && outcome.status === 'ok' && isSoonAfter('user_revoke', call) ? [461] : []),
      ...(isSoonAfter('user_freeze', call) ? [462] : []),
    ];
    if (statuses.length === 0) return call;
    late += 1;
    return { ...call, request: { ...request, excused: statuses } };
  });
  return { history: excused, late };
}

const isHttpRefusal = ({ status }: OrganizationOutcome) => typeof status === 'number';
