import type { Random } from '../../cast/index.ts';
import type { Judge } from '../../judge/index.ts';
import type { History } from '../operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from '../organization/request.ts';
import { Recorder } from '../recorder.ts';
import type { Company } from './company.ts';
import { learn } from './learn.ts';
import { listening } from './listening.ts';
import { outcomeOf } from './outcome-of.ts';
import { nextCall, type Theme } from './theme.ts';

/** How many clients ask how much of whom. */
export interface Drive {
  readonly theme: Theme;
  /** Judges before the nodes that are one service: each call goes to one of them, by lot. */
  readonly nodes: readonly Judge[];
  readonly clients: number;
  /** Calls of each client, one after the other; fewer where the servers take longer than `longest`, in ms, for them. */
  readonly calls: number;
  readonly longest?: number;
  readonly random: Random;
  /** Whether some listen for events: what they hear is in the history too. */
  readonly listens?: boolean;
  /** Awaited once, when half of the calls were asked, or half of the time is over; the others go on meanwhile. */
  readonly midway?: () => Promise<void>;
}

/** Lets clients call an organization all at once, and gives what they asked and what came. */
export async function drive(
  company: Company,
  { theme, nodes, clients, calls, random, midway, longest = 5000, listens = false }: Drive,
): Promise<History<OrganizationRequest, OrganizationOutcome>> {
  const recorder = new Recorder<OrganizationRequest, OrganizationOutcome>();
  const heard = listens ? await listening(company, nodes, recorder) : undefined;
  let asked = 0;
  let due = performance.now() + longest;
  let harm: Promise<void> | undefined;
  const doHarm = async () => {
    const began = performance.now();
    await midway?.();
    due += performance.now() - began;
  };
  const isHalf = () => asked >= (clients * calls) / 2 || performance.now() > due - longest / 2;
  const client = async (lots: Random) => {
    for (let call = 0; call < calls; call += 1) {
      const node = nodes[lots.below(nodes.length)];
      if (node === undefined || node.signal.aborted || performance.now() > due) break;
      asked += 1;
      if (isHalf() && harm === undefined) {
        harm = doHarm();
        // Whoever waits for it hears of it.
        harm.catch(() => undefined);
      }
      const { request, send } = nextCall(theme, company, node, lots);
      const outcome = await recorder.record(callerOf(request), request, async () =>
        outcomeOf(company, request, await send(node)),
      );
      if (outcome !== undefined) learn(company, request, outcome);
      // Who was not answered comes back when there may be an answer.
      else await harm;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(random.fork(`client ${number}`))));
  await harm;
  const events = (await heard?.()) ?? [];
  return [...recorder.history, ...events];
}

function callerOf(request: OrganizationRequest): string {
  if ('by' in request && request.by !== undefined) return request.by.device;
  return 'token' in request ? 'claimer' : 'administration';
}
