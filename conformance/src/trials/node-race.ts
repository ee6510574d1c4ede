import type { Exchange } from '../exchange/index.ts';
import type { Expected, Judge } from '../judge/index.ts';
import { contenders, oneWinner, rounds } from './race.ts';

/** One round of a race, before both nodes. */
export type NodesRace = (nodes: readonly [Judge, Judge], round: number) => Promise<void>;

/** Runs a race several times, on two nodes of its own. */
export async function raceNodes(check: Judge, run: NodesRace): Promise<void> {
  const place = await check.deploy({ nodes: 2 });
  for (let round = 1; round <= rounds; round += 1) await run([place.judge(0), place.judge(1)], round);
}

/**
 * Sends the calls at the same moment, on connections that are open already, to one node and the
 * other in turn.
 */
export async function raceAcross(
  nodes: readonly Judge[],
  what: string,
  lost: Expected,
  call: (judge: Judge, index: number) => Promise<Exchange>,
): Promise<number> {
  const [first] = nodes;
  if (first === undefined) throw new Error('a race needs a node');
  const calls = Array.from({ length: contenders }, (_, index) => () => {
    const judge = nodes[index % nodes.length] ?? first;
    return call(judge, index);
  });
  return await oneWinner(first, { what, contenders: calls, lost, others: nodes.slice(1) });
}
