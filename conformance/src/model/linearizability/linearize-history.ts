import type { OrganizationCall, OrganizationOutcome } from '../calls.ts';
import { describeOutcome, describeRequest } from '../describe.ts';
import { expectedOutcome, organizationModel } from '../organization-model.ts';
import type { OrganizationState } from '../state.ts';
import { contradictionName } from './contradiction-name.ts';
import { formatContradiction } from './format-contradiction.ts';
import { linearize } from './linearize.ts';
import { contradictingCalls, shortestViolatedPrefix, shrink } from './shrink.ts';

/** A history of an organization. It is plain data, so that a worker can receive it. */
export interface HistoryToLinearize {
  /** The state of the organization before the history. */
  readonly initial: OrganizationState;
  readonly calls: readonly OrganizationCall[];
  /**
   * Maximum delay of a revocation or freeze after its reply, in ms; null: it must apply at once.
   */
  readonly grace: number | null;
  /** Maximum number of search steps; undefined: the default. */
  readonly steps: number | undefined;
}

/** The result of {@link linearizeHistory}. `tried`: number of search steps. */
export type HistoryResult =
  /** `late`: number of calls that were right only because of the grace. */
  | { readonly kind: 'explained'; readonly tried: number; readonly late: number }
  | { readonly kind: 'undecided'; readonly tried: number }
  /** `name`: the same in every run, for baselines. */
  | { readonly kind: 'violated'; readonly table: string; readonly name: string };

/** Searches an order of the calls that explains a history. Can take seconds. */
export function linearizeHistory({ initial, calls, grace, steps }: HistoryToLinearize): HistoryResult {
  const model = organizationModel(initial);
  const strict = linearize(model, calls, steps);
  const { history, late } =
    strict.kind === 'explained' || grace === null ? { history: calls, late: 0 } : excuseLate(calls, grace);
  const { kind, tried } = late === 0 ? strict : linearize(model, history, steps);
  if (kind === 'explained') return { kind, tried, late };
  // A search that exceeds its budget for the whole history may succeed for a few calls or a prefix.
  const few = kind === 'undecided' ? contradictingCalls(model, history) : undefined;
  const part = kind === 'undecided' && few === undefined ? shortestViolatedPrefix(model, history) : history;
  if (part === undefined) return { kind: 'undecided', tried };
  const core = few ?? shrink(model, part);
  const format = { request: describeRequest, outcome: describeOutcome, expected: expectedOutcome };
  return {
    kind: 'violated',
    table: formatContradiction(model, core, calls.length, format),
    name: contradictionName(model, core),
  };
}

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
