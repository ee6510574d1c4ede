import type { OrganizationCall, OrganizationOutcome } from './calls.ts';

/** The grace is at least the median duration of a call, times this. Matters on slow machines. */
const CALLS_PER_GRACE = 20;

/**
 * Excuses calls that were served although the reply to the revocation or freeze of their user had
 * already arrived. This applies to reads after a revocation and to all calls after a freeze, but
 * not to writes of revoked users.
 *
 * @param grace - maximum delay in ms
 * @returns the history with excused calls, and their number
 */
export function excuseLate(
  history: readonly OrganizationCall[],
  grace: number,
): { readonly history: readonly OrganizationCall[]; readonly late: number } {
  const durations = history
    .filter(({ request }) => !('listener' in request))
    .map(({ calledMs, returnedMs }) => returnedMs - calledMs)
    .sort((a, b) => a - b);
  const graceMs = Math.max(grace, CALLS_PER_GRACE * (durations[Math.floor(durations.length / 2)] ?? 0));
  const isSoonAfter = (cmd: string, { request, calledMs, returnedMs }: OrganizationCall): boolean =>
    history.some(
      (other) =>
        other.request.cmd === cmd &&
        'user' in other.request &&
        'by' in request &&
        other.request.user === request.by?.user &&
        (other.outcome?.status === 'ok' || other.outcome?.status === 200) &&
        other.calledMs < returnedMs &&
        calledMs - other.returnedMs < graceMs,
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
