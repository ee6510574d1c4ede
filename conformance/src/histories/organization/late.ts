import type { History, Operation } from '../operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** So many calls last as long as the grace at least: where all is slow, late is later. */
const callsOfGrace = 20;

/**
 * A history in which calls are excused that were served to members although they were shut out, for at most the grace (ms)
 * after that was answered: reads after a revocation, any call after a freeze. What is done is right for its time, only that
 * they still might is late. What somebody revoked writes is not excused.
 */
export function excused(
  history: History<OrganizationRequest, OrganizationOutcome>,
  grace: number,
): { readonly history: History<OrganizationRequest, OrganizationOutcome>; readonly late: readonly Call[] } {
  const late: Call[] = [];
  const durations = history
    .filter(({ request }) => !('listener' in request))
    .map(({ calledMs, returnedMs }) => returnedMs - calledMs)
    .sort((a, b) => a - b);
  const longest = Math.max(grace, callsOfGrace * (durations[Math.floor(durations.length / 2)] ?? 0));
  const isShut = (cmd: string, { request, calledMs, returnedMs }: Call): boolean =>
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
  const changed = history.map((call): Call => {
    const { request, outcome } = call;
    if (!('by' in request) || outcome === undefined || isRefusedAtTheDoor(outcome)) return call;
    const isRead = request.cmd === 'certificate_get' || request.cmd === 'organization_info';
    const statuses = [
      ...(isRead && outcome.status === 'ok' && isShut('user_revoke', call) ? [461] : []),
      ...(isShut('user_freeze', call) ? [462] : []),
    ];
    if (statuses.length === 0) return call;
    late.push(call);
    return { ...call, request: { ...request, excused: statuses } };
  });
  return { history: changed, late };
}

const isRefusedAtTheDoor = ({ status }: OrganizationOutcome) => typeof status === 'number';
