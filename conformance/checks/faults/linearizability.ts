import { expectLinearizable } from '../../src/faults/concurrent-clients/expect-linearizable.ts';
import type { Theme } from '../../src/faults/concurrent-clients/random-calls.ts';
import { killAndRestart } from '../../src/faults/recovery.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';

const id = 'durability/linearizable-per-organization';
/** Time limit of a check in ms. It runs up to three workloads of several seconds each. */
const timeout = 120_000;

/** `limit`: limit of active users; null: none. */
interface Workload {
  readonly theme: Theme;
  readonly limit: number | null;
}

const members: Workload = { theme: 'members', limit: null };
const seats: Workload = { theme: 'members', limit: 7 };
const invitations: Workload = { theme: 'invitations', limit: null };
const greetings: Workload = { theme: 'greetings', limit: null };
const everything: Workload = { theme: 'everything', limit: 9 };
const freezes: Workload = { theme: 'freezes', limit: null };
const expiry: Workload = { theme: 'expiry', limit: null };
const singleNodeWorkloads = { members, seats, invitations, greetings, everything, freezes, expiry };

/** Number of clients, and of calls of each. */
const CLIENTS = { clients: 12, calls: 30 };

/** Workloads that share a deployment, because a start takes longer than a workload. */
const workloadGroups = {
  members: [members, seats],
  invitations: [invitations, greetings, everything],
  doors: [freezes, expiry],
};

/** Themes without listeners, because a freeze or an expiry ends event streams. */
const THEMES_WITHOUT_LISTENERS: readonly Theme[] = ['freezes', 'expiry'];

/** Judges a workload. Has no listeners if `midway` injects a fault, which ends event streams. */
async function runWorkload(
  judge: Judge,
  workload: Workload,
  nodes: readonly Judge[],
  midway?: () => Promise<void>,
): Promise<void> {
  const listens =
    midway === undefined && judge.has('events') && !THEMES_WITHOUT_LISTENERS.includes(workload.theme);
  const options = { ...workload, ...CLIENTS, nodes, listens, ...(midway === undefined ? {} : { midway }) };
  const { calls, events, unanswered } = await expectLinearizable(judge, options);
  const open = unanswered === 0 ? '' : `, ${unanswered} of them without a reply`;
  const received = events === 0 ? '' : `, and ${events} events`;
  judge.note(`${workload.theme}: one order explains ${calls} calls${open}${received}`);
}

for (const [name, workload] of Object.entries(singleNodeWorkloads))
  verifies(id, { case: name, needs: ['faults', 'administration'], timeout }, (judge) =>
    runWorkload(judge, workload, [judge]),
  );

for (const [name, workloads] of Object.entries(workloadGroups)) {
  verifies(id, { case: `${name}-of-two-nodes`, needs: ['faults', 'nodes'], timeout }, async (judge) => {
    const deployment = await judge.deploy({ nodes: 2 });
    for (const workload of workloads)
      await runWorkload(judge, workload, [deployment.judge(0), deployment.judge(1)]);
  });

  verifies(id, { case: `${name}-over-a-kill`, needs: ['faults', 'durable'], timeout }, async (judge) => {
    const deployment = await judge.deploy();
    const midway = killAndRestart(deployment.nodes[0]);
    for (const workload of workloads) await runWorkload(judge, workload, [deployment.judge()], midway);
  });
}
