import { afterReplies, chooseSteps, type Fault, insideRequests } from '../src/faults/inject-fault.ts';
import { emptyTally, runScript, type Tally } from '../src/faults/run-script.ts';
import { fullScript } from '../src/faults/script/scripts.ts';
import { ScriptContext } from '../src/faults/script-context.ts';
import type { Check } from '../src/judge/check.ts';
import type { FaultyDeployment, Judge } from '../src/judge/judge.ts';

/** The counts of all scripts of a sweep. */
export interface Sweep extends Tally {
  /** Kills right after a reply. */
  afterReplies: number;
  /** Kills inside a request, or right before it. */
  insideRequests: number;
}

/** A sweep with zero counts. */
export const emptySweep = (): Sweep => ({ ...emptyTally(), afterReplies: 0, insideRequests: 0 });

/** Options of a sweep. */
export interface SweepOptions {
  readonly kills: number;
  readonly nodes: number;
}

/**
 * Makes checks that kill the server `kills` times in total. They alternate between kills after
 * replies and kills at a random moment inside requests.
 */
export function killScripts({ kills, nodes }: SweepOptions, sweep: Sweep): readonly Check[] {
  const perScript = Math.min(fullScript.length, Math.ceil(kills / 2));
  const count = Math.ceil(kills / perScript);
  return Array.from({ length: count }, (_, number) =>
    killScript(number, Math.min(perScript, kills - number * perScript), nodes, sweep),
  );
}

function killScript(number: number, kills: number, nodes: number, sweep: Sweep): Check {
  const kind = number % 2 === 1 ? 'inside' : 'after';
  const id =
    kind === 'inside' ? 'durability/unanswered-is-whole-or-absent' : 'durability/acknowledged-survives-kill';
  return {
    id: `${id}#life-${number + 1}`,
    requirements: [id],
    kind: 'server',
    needs: ['faults', 'durable', ...(nodes > 1 ? (['nodes'] as const) : [])],
    timeout: 600_000,
    body: async (judge: Judge) => {
      const deployment = await judge.deploy({ nodes });
      const judges = Array.from({ length: nodes }, (_, node) => deployment.judge(node));
      let remaining = kills;
      const fault = killNodes(deployment, () => {
        remaining -= 1;
        sweep[kind === 'inside' ? 'insideRequests' : 'afterReplies'] += 1;
      });
      const plans = { inside: insideRequests, after: afterReplies };
      // A kill that happened after the last request is made up for in another script.
      while (remaining > 0) {
        const plan = plans[kind](judge, fault, chooseSteps(judge, fullScript.length, remaining));
        await runScript(new ScriptContext(judges), fullScript, plan, sweep);
      }
    },
  };
}

/** Kills the nodes in turn. The acknowledged state is then read from the next node. */
function killNodes({ nodes }: FaultyDeployment, count: () => void): Fault {
  const down = new Set<(typeof nodes)[number]>();
  return {
    inject: async (turn) => {
      const node = nodes[turn % nodes.length];
      if (node === undefined) return;
      count();
      down.add(node);
      await node.kill();
    },
    recover: async () => {
      for (const node of down) await node.start();
      down.clear();
    },
  };
}
