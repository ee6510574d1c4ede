import type { History, Operation } from '../operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** Whether a read is excused if it was served after its reader was revoked. */
export const isLate = (request: OrganizationRequest): boolean =>
  'isLate' in request && request.isLate === true;

/** So many calls last as long as the grace at least: where all is slow, late is later. */
const callsOfGrace = 20;

/**
 * A history in which reads are excused that were served to members after their revocation was answered, for at most the
 * grace (ms): what they read is of its time, only that they still might is late. What they write is not excused.
 */
export function excused(
  history: History<OrganizationRequest, OrganizationOutcome>,
  grace: number,
): { readonly history: History<OrganizationRequest, OrganizationOutcome>; readonly late: readonly Call[] } {
  const late: Call[] = [];
  const durations = history.map(({ calledMs, returnedMs }) => returnedMs - calledMs).sort((a, b) => a - b);
  const longest = Math.max(grace, callsOfGrace * (durations[Math.floor(durations.length / 2)] ?? 0));
  const changed = history.map((call): Call => {
    const { request, outcome, calledMs } = call;
    const isRead = request.cmd === 'certificate_get' || request.cmd === 'organization_info';
    if (!isRead || outcome?.status !== 'ok') return call;
    const isExcused = history.some(
      (other) =>
        other.request.cmd === 'user_revoke' &&
        other.request.user === request.by.user &&
        other.outcome?.status === 'ok' &&
        other.calledMs < call.returnedMs &&
        calledMs - other.returnedMs < longest,
    );
    if (!isExcused) return call;
    late.push(call);
    return { ...call, request: { ...request, isLate: true } };
  });
  return { history: changed, late };
}
