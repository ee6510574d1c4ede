import { joinCertificates } from '../../people/history.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Instant } from '../../wire/values.ts';
import { type Expected, matchesExpected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import { certificatesOf } from '../observations/organization.ts';
import type { Author } from '../rpc.ts';
import type { PreparedCommand } from './refuses-command.ts';

/** One round of a race, before both nodes. */
export type NodesRace = (nodes: readonly [Judge, Judge], round: number) => Promise<void>;

/** Runs a race several times, on two nodes of its own. */
export async function raceNodes(check: Judge, run: NodesRace): Promise<void> {
  const place = await check.deploy({ nodes: 2 });
  for (let round = 1; round <= RACE_ROUNDS; round += 1) await run([place.judge(0), place.judge(1)], round);
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
  const calls = Array.from({ length: CONTENDERS }, (_, index) => () => {
    const judge = nodes[index % nodes.length] ?? first;
    return call(judge, index);
  });
  return await oneWinner(first, { what, calls, lost, others: nodes.slice(1) });
}

/** How often the same race is run: what goes well once may be luck. */
export const RACE_ROUNDS = 3;

/** How many requests are sent at the same moment. */
export const CONTENDERS = 8;

/**
 * µs between the dates of two contenders: a server that looks before it locks is saved by equal
 * dates, and by these it is not.
 */
export const RACE_STEP_MICROS = 1000;

/** Requests that are sent at the same moment, of which one may succeed. */
export interface Race {
  readonly what: string;
  readonly calls: readonly (() => Promise<Exchange>)[];
  /** What each of the others must come to. */
  readonly lost: Expected;
  /** Judges, beside the first, that send some of them. */
  readonly others?: readonly Judge[];
}

/**
 * Exactly one of the contenders succeeds, and every other one is refused in a documented way; gives
 * the winner's index.
 */
export async function oneWinner(judge: Judge, race: Race): Promise<number> {
  const exchanges = await judge.atOnce(race.calls, race.others);
  const winners = exchanges.flatMap((exchange, index) => (matchesExpected(exchange, 'ok') ? [index] : []));
  for (const exchange of exchanges)
    if (!matchesExpected(exchange, 'ok')) judge.expect.answer(exchange, race.lost, `a loser of ${race.what}`);
  const [first = 0, second = 0] = winners;
  judge.expect.equal(winners.length, 1, `successes of ${race.what}`, exchanges[second]);
  return first;
}

/** Commands that would all add to one history, and exclude each other. */
export interface HistoryRace {
  /** The reader of the history afterwards. */
  readonly reader: Author;
  /** After what it is looked at. */
  readonly since: Instant;
  readonly contender: (
    round: number,
    index: number,
    at: Instant,
  ) => { author: Author; made: PreparedCommand };
  readonly lost: Expected;
}

/**
 * In every round one of the contenders succeeds, and the history holds what that one sent and
 * nothing of the others.
 */
export async function raceIntoHistory(judge: Judge, race: HistoryRace): Promise<void> {
  const won: PreparedCommand[] = [];
  for (let round = 1; round <= RACE_ROUNDS; round += 1) {
    const at = judge.now();
    const sent = Array.from({ length: CONTENDERS }, (_, index) =>
      race.contender(round, index, at.plus(RACE_STEP_MICROS * index)),
    );
    const winner = await oneWinner(judge, {
      what: `round ${round}`,
      calls: sent.map(
        ({ author, made }, index) =>
          () =>
            judge.members.send(author, made, `round ${round}, contender ${index + 1}`),
      ),
      lost: race.lost,
    });
    const made = sent[winner]?.made;
    if (made !== undefined) won.push(made);
    const { common } = await certificatesOf(judge, race.reader, race.since);
    judge.expect.equal(common, joinCertificates(...won).full, `common certificates after round ${round}`);
    // The next round is dated later than all of this one.
    await judge.sleep((RACE_STEP_MICROS * CONTENDERS) / 1000);
  }
}
