import type { Judge, Place } from '../src/judge/index.ts';
import {
  afterReplies,
  type Blow,
  chosen,
  emptyTally,
  insideRequests,
  Life,
  lead,
  type Tally,
  wholeLife,
} from '../src/life/index.ts';
import type { Check } from '../src/verifies/index.ts';

/** What all lives of a sweep saw together. */
export interface Sweep extends Tally {
  /** Kills right after a reply, and those that came while a request was under way, or about to be. */
  after: number;
  inside: number;
}

export const emptySweep = (): Sweep => ({ ...emptyTally(), after: 0, inside: 0 });

/** How a sweep is done. */
export interface SweepOptions {
  readonly kills: number;
  readonly nodes: number;
}

/** Lives whose server is killed, in total, so many times: by turns after each reply, and at a random moment inside each request. */
export function deadlyLives({ kills, nodes }: SweepOptions, sweep: Sweep): readonly Check[] {
  const most = Math.min(wholeLife.length, Math.ceil(kills / 2));
  const count = Math.ceil(kills / most);
  return Array.from({ length: count }, (_, number) =>
    deadlyLife(number, Math.min(most, kills - number * most), nodes, sweep),
  );
}

function deadlyLife(number: number, kills: number, nodes: number, sweep: Sweep): Check {
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
      const place = await judge.deploy({ nodes });
      const judges = Array.from({ length: nodes }, (_, node) => place.judge(node));
      let left = kills;
      const blow = killing(place, () => {
        left -= 1;
        sweep[kind] += 1;
      });
      const fates = { inside: insideRequests, after: afterReplies };
      // A blow may miss, and is then dealt in another life.
      while (left > 0) {
        const fate = fates[kind](judge, blow, chosen(judge, wholeLife.length, left));
        await lead(new Life(judges), wholeLife, fate, sweep);
      }
    },
  };
}

/** Kills the node whose turn it is; what was acknowledged is then looked at from the next one. */
function killing({ nodes }: Place, count: () => void): Blow {
  const down = new Set<(typeof nodes)[number]>();
  return {
    strike: async (turn) => {
      const node = nodes[turn % nodes.length];
      if (node === undefined) return;
      count();
      down.add(node);
      await node.kill();
    },
    mend: async () => {
      for (const node of down) await node.start();
      down.clear();
    },
  };
}
