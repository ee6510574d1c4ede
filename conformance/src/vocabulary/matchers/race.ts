import { type Expected, matchesExpected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Author } from '../../judge/rpc.ts';
import { verifies } from '../../judge/verifies.ts';
import type { PreparedCommand } from '../../people/added-certificates.ts';
import { joinCertificates } from '../../people/added-certificates.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Instant } from '../../wire/values.ts';
import { certificatesOf } from '../observations/organization.ts';

/** One round of a race between requests to two nodes. */
type NodesRace = (nodes: readonly [Judge, Judge], round: number) => Promise<void>;

/** Runs a race `RACE_ROUNDS` times, on a deployment of two nodes. */
export async function raceNodes(check: Judge, run: NodesRace): Promise<void> {
  const deployment = await check.deploy({ nodes: 2 });
  for (let round = 1; round <= RACE_ROUNDS; round += 1)
    await run([deployment.judge(0), deployment.judge(1)], round);
}

/** Registers a check that runs a race on a deployment of two nodes. */
export function verifiesNodesRace(name: string, run: NodesRace): void {
  const needs = ['faults', 'nodes', 'administration'] as const;
  verifies('durability/nodes-have-one-winner', { case: name, needs }, (check) => raceNodes(check, run));
}

/**
 * Sends `CONTENDERS` calls at the same moment, alternately to each node. Asserts that exactly one
 * succeeds.
 *
 * @param lost - the answer to each of the others
 * @returns the index of the call that succeeded
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

/** Number of times that a race is run, because a defective server may pass one round. */
export const RACE_ROUNDS = 3;

/** Number of requests that are sent at the same moment. */
export const CONTENDERS = 8;

/**
 * Time between the timestamps of two contenders, in µs. With equal timestamps, the rule on
 * timestamps would hide that a server checks a condition before it takes its lock.
 */
export const RACE_STEP_MICROS = 1000;

/** Requests that are sent at the same moment. Exactly one must succeed. */
export interface Race {
  readonly what: string;
  readonly calls: readonly (() => Promise<Exchange>)[];
  /** The answer to each of the others. */
  readonly lost: Expected;
  /** Further judges that send some of the calls. */
  readonly others?: readonly Judge[];
}

/**
 * Sends the calls, and asserts that exactly one succeeds and all others get the answer `lost`.
 * Returns the index of the one that succeeded.
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

/** Commands that add certificates to one organization and exclude each other. */
export interface CertificateRace {
  /** The device that reads the certificates after each round. */
  readonly reader: Author;
  /** Only certificates after this time are read. */
  readonly since: Instant;
  /** Makes the command of one contender, dated `at`. */
  readonly contender: (
    round: number,
    index: number,
    at: Instant,
  ) => { author: Author; made: PreparedCommand };
  /** The answer to the commands that fail. */
  readonly lost: Expected;
}

/**
 * Runs a race `RACE_ROUNDS` times. Asserts that one command of each round succeeds, and that the
 * organization has the certificates of those commands and no others.
 */
export async function raceForCertificates(judge: Judge, race: CertificateRace): Promise<void> {
  const won: PreparedCommand[] = [];
  for (let round = 1; round <= RACE_ROUNDS; round += 1) {
    const at = judge.now();
    const requests = Array.from({ length: CONTENDERS }, (_, index) =>
      race.contender(round, index, at.plus(RACE_STEP_MICROS * index)),
    );
    const winner = await oneWinner(judge, {
      what: `round ${round}`,
      calls: requests.map(
        ({ author, made }, index) =>
          () =>
            judge.members.send(author, made, `round ${round}, contender ${index + 1}`),
      ),
      lost: race.lost,
    });
    const change = requests[winner]?.made;
    if (change !== undefined) won.push(change);
    const { common } = await certificatesOf(judge, race.reader, race.since);
    judge.expect.equal(common, joinCertificates(...won).full, `common certificates after round ${round}`);
    // So that the timestamps of the next round are later than those of this one.
    await judge.sleep((RACE_STEP_MICROS * CONTENDERS) / 1000);
  }
}
