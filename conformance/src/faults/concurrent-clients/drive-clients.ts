import type { Judge } from '../../case/judge.ts';
import type { OrganizationCall, OrganizationOutcome, OrganizationRequest } from '../../model/calls.ts';
import { Recorder } from '../../model/linearizability/history.ts';
import type { Random } from '../../people/random.ts';
import { startListeners } from './listeners.ts';
import { outcomeOf } from './outcome.ts';
import type { TestOrganization } from './test-organization.ts';
import { nextCall, type Theme } from './workload.ts';

/** What clients do. */
export interface Workload {
  readonly theme: Theme;
  /** Judges of the nodes of one service; each call goes to a random one. */
  readonly nodes: readonly Judge[];
  /** Number of clients, and of calls of each. */
  readonly clients: number;
  readonly calls: number;
  /** Milliseconds after which no client makes another call; 5,000 by default. */
  readonly timeoutMs?: number;
  readonly random: Random;
  /** Whether listeners record events too. */
  readonly listens?: boolean;
  /**
   * Runs once, after half of the calls or of the time, while the clients go on. Its duration
   * extends the time.
   */
  readonly midway?: () => Promise<void>;
}

/** Lets clients call an organization concurrently. Returns their calls and what listeners heard. */
export async function driveClients(
  organization: TestOrganization,
  { theme, nodes, clients, calls, random, midway, timeoutMs: longest = 5000, listens = false }: Workload,
): Promise<readonly OrganizationCall[]> {
  const recorder = new Recorder<OrganizationRequest, OrganizationOutcome>();
  const listening = listens ? await startListeners(organization, nodes, recorder) : undefined;
  let made = 0;
  let due = performance.now() + longest;
  let harm: Promise<void> | undefined;
  const runMidway = async () => {
    const began = performance.now();
    await midway?.();
    due += performance.now() - began;
  };
  const isHalf = () => made >= (clients * calls) / 2 || performance.now() > due - longest / 2;
  const runClient = async (own: Random) => {
    for (let call = 0; call < calls; call += 1) {
      const node = nodes[own.below(nodes.length)];
      if (node === undefined || node.signal.aborted || performance.now() > due) break;
      made += 1;
      if (isHalf() && harm === undefined) {
        harm = runMidway();
        // Awaited below; without this a rejection before that counts as unhandled.
        harm.catch(() => undefined);
      }
      const { request, send } = nextCall(theme, organization, node, own);
      const outcome = await recorder.record(clientOf(request), request, async () =>
        outcomeOf(organization, request, await send(node)),
      );
      if (outcome !== undefined) organization.learn(request, outcome);
      // Without a reply the server may be down: it is back afterwards.
      else await harm;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => runClient(random.fork(`client ${index}`))));
  await harm;
  const events = (await listening?.()) ?? [];
  return [...recorder.history, ...events];
}

function clientOf(request: OrganizationRequest): string {
  if ('by' in request && request.by !== undefined) return request.by.device;
  return 'token' in request ? 'claimer' : 'administration';
}
