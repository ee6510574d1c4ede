import type { Judge } from '../../judge/judge.ts';
import type { OrganizationCall, OrganizationOutcome, OrganizationRequest } from '../../model/calls.ts';
import { Recorder } from '../../model/linearizability/history.ts';
import type { Random } from '../../people/random.ts';
import { outcomeOf } from '../organization/outcome-of-exchange.ts';
import type { TestOrganization } from '../organization/test-organization.ts';
import { startListeners } from './listeners.ts';
import { randomCall, type Theme } from './random-calls.ts';

/** The calls that concurrent clients make. */
export interface Workload {
  readonly theme: Theme;
  /** Judges of the nodes of one service. Each call goes to a random node. */
  readonly nodes: readonly Judge[];
  readonly clients: number;
  /** Number of calls of each client. */
  readonly calls: number;
  /** Time after which no client makes another call, in ms. Default: 5,000. */
  readonly timeoutMs?: number;
  readonly random: Random;
  /** Whether listeners record events too. */
  readonly listens?: boolean;
  /**
   * Runs once, after half of the calls or half of the time. The clients continue meanwhile. Its
   * duration does not count towards `timeoutMs`.
   */
  readonly midway?: () => Promise<void>;
}

/**
 * Runs clients that call an organization concurrently. Returns their calls and the received events.
 */
export async function driveClients(
  organization: TestOrganization,
  { theme, nodes, clients, calls, random, midway, timeoutMs = 5000, listens = false }: Workload,
): Promise<readonly OrganizationCall[]> {
  const recorder = new Recorder<OrganizationRequest, OrganizationOutcome>();
  const listening = listens ? await startListeners(organization, nodes, recorder) : undefined;
  let count = 0;
  let due = performance.now() + timeoutMs;
  let midwayRun: Promise<void> | undefined;
  const runMidway = async () => {
    const start = performance.now();
    await midway?.();
    due += performance.now() - start;
  };
  const isHalf = () => count >= (clients * calls) / 2 || performance.now() > due - timeoutMs / 2;
  const runClient = async (own: Random) => {
    for (let call = 0; call < calls; call += 1) {
      const node = nodes[own.below(nodes.length)];
      if (node === undefined || node.signal.aborted || performance.now() > due) break;
      count += 1;
      if (isHalf() && midwayRun === undefined) {
        midwayRun = runMidway();
        // It is awaited below. Without this, an earlier rejection would count as unhandled.
        midwayRun.catch(() => undefined);
      }
      const { request, send } = randomCall(theme, organization, node, own);
      const outcome = await recorder.record(clientOf(request), request, async () =>
        outcomeOf(organization, request, await send(node)),
      );
      if (outcome !== undefined) organization.learn(request, outcome);
      // Without a reply the server may be down. `midway` restarts it.
      else await midwayRun;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => runClient(random.fork(`client ${index}`))));
  await midwayRun;
  const events = (await listening?.()) ?? [];
  return [...recorder.history, ...events];
}

function clientOf(request: OrganizationRequest): string {
  if ('by' in request && request.by !== undefined) return request.by.device;
  return 'token' in request ? 'claimer' : 'administration';
}
