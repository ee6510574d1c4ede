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
export function deadlyLives(options: SweepOptions, sweep: Sweep): readonly Check[] {
  // Some blows miss: a life that comes when enough have hit does nothing.
  const most = Math.min(wholeLife.length, Math.ceil(options.kills / 2));
  const count = Math.ceil((options.kills / most) * 1.2) + 2;
  let due = 0;
  const take = (): number => {
    const kills = Math.min(most, options.kills - sweep.after - sweep.inside - due);
    due += Math.max(0, kills);
    return kills;
  };
  const give = (kills: number): void => {
    due -= kills;
  };
  return Array.from({ length: count }, (_, number) => deadlyLife(number, options.nodes, sweep, take, give));
}

function deadlyLife(
  number: number,
  nodes: number,
  sweep: Sweep,
  take: () => number,
  give: (kills: number) => void,
): Check {
  const isInside = number % 2 === 1;
  const id = isInside ? 'durability/unanswered-is-whole-or-absent' : 'durability/acknowledged-survives-kill';
  return {
    id: `${id}#life-${number + 1}`,
    requirements: [id],
    kind: 'server',
    needs: ['faults', 'durable', ...(nodes > 1 ? (['nodes'] as const) : [])],
    timeout: 600_000,
    body: async (judge: Judge) => {
      const kills = take();
      if (kills <= 0) return;
      const place = await judge.deploy({ nodes });
      const judges = Array.from({ length: nodes }, (_, node) => place.judge(node));
      const blow = killing(place, () => (sweep[isInside ? 'inside' : 'after'] += 1));
      const at = chosen(judge, wholeLife.length, kills);
      const fate = isInside ? insideRequests(place.judge(), blow, at) : afterReplies(judge, blow, at);
      await lead(new Life(judges), wholeLife, fate, sweep).finally(() => give(kills));
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
