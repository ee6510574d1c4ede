import type { Judge } from '../../judge/judge.ts';
import { eventNameOf } from '../../model/transitions/received-events.ts';
import { bootstrapOrganization } from './bootstrap-organization.ts';
import { driveClients, type Workload } from './drive-clients.ts';
import { linearizeInWorker } from './linearize-in-worker.ts';
import { LISTENERS } from './listeners.ts';

/** A workload, and how its history is judged. */
export interface LinearizableOptions extends Omit<Workload, 'random'> {
  /** Limit of active users. Default: null, none. */
  readonly limit?: number | null;
  /** Whether a revocation or freeze must apply immediately, without grace. */
  readonly strict?: boolean;
  /** Varies the random calls of otherwise equal workloads. */
  readonly round?: number;
  /** Maximum number of search steps. */
  readonly steps?: number;
}

/** Counts of a history that one order explains, for a note. */
export interface HistorySummary {
  readonly calls: number;
  readonly events: number;
  /** Calls without an outcome. */
  readonly unanswered: number;
}

/**
 * Maximum number of workloads until a search is decided. About 1 % of the searches are undecided.
 */
const MAX_ATTEMPTS = 3;

/**
 * Runs clients that call a new organization concurrently, and asserts that the history is
 * linearizable: one order of the calls explains every outcome. Repeats this with another
 * organization if the search is undecided.
 *
 * @throws Failure if no order explains the history
 * @throws Unjudged (`not-testable`) if the search stays undecided, or time is up
 */
export async function expectLinearizable(
  judge: Judge,
  options: LinearizableOptions,
): Promise<HistorySummary> {
  const { theme, round = 1, limit = null, strict = false, steps, ...workload } = options;
  for (let attempt = 1; ; attempt += 1) {
    const label = attempt === 1 ? `${round}` : `${round}, again ${attempt}`;
    const [first = judge] = workload.nodes;
    const listeners = workload.listens === true ? LISTENERS : [];
    const { organization, state: initial } = await bootstrapOrganization(first, limit, listeners);
    const random = judge.random.fork(`clients ${theme} ${limit} ${label}`);
    const calls = await driveClients(organization, { ...workload, theme, random });
    // After the time limit, many calls have no outcome, and the search would take too long.
    if (judge.signal.aborted) return judge.notTestable('the time of the check was up');
    const result = await linearizeInWorker(
      { initial, calls, grace: strict ? null : judge.grace, steps },
      judge.signal,
    ).catch((error: unknown) => {
      if (judge.signal.aborted) return judge.notTestable('the time of the check was up');
      throw error;
    });
    if (result.kind === 'violated')
      return judge.fail(
        result.table,
        'outcomes that one order of the calls explains, each call between its sending and its reply',
        result.name,
      );
    if (result.kind === 'explained') {
      if (result.late > 0)
        judge.late(`${result.late} calls of users were served after the reply to their revocation or freeze`);
      return {
        calls: calls.filter(({ request }) => !('listener' in request)).length,
        events: calls.filter(({ request }) => 'listener' in request && eventNameOf(request) !== undefined)
          .length,
        unanswered: calls.filter(({ outcome }) => outcome === undefined).length,
      };
    }
    const undecided = `the search for an order of ${calls.length} calls was undecided after ${result.tried} steps`;
    if (attempt === MAX_ATTEMPTS) return judge.notTestable(`${undecided}, ${attempt} times`);
    judge.note(`${theme}: ${undecided}; called again`);
  }
}
