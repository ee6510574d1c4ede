import { same } from '../case/equal.ts';
import { cameTo } from '../case/expect.ts';
import { Failure } from '../case/failure.ts';
import { show } from '../case/format-value.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type Known, withInvitation } from './known-state.ts';
import { learnToken, look } from './observe.ts';
import { type Standing, standingOf } from './observed-state.ts';
import { drawHalves } from './script/greeting.ts';
import type { Act, Life, Step } from './script-context.ts';

/** The faults of a run. Each function resolves when the server is available again, or is absent. */
export interface Fate {
  /** Right after a request was sent. */
  readonly meanwhile?: (index: number) => void;
  /** After an answer. True: a fault was injected, and all acknowledged state is checked. */
  readonly afterwards?: (index: number) => Promise<boolean>;
  /** There was no answer, or a 5xx refusal. */
  readonly unanswered: (index: number, answer: Exchange) => Promise<void>;
  /**
   * How long an unanswered request may still take effect while the state is read, in ms: in a
   * database, after its node is gone. Default 0.
   */
  readonly settling?: number;
  /** After the last step, and before a repeated request is judged: injects all remaining faults. */
  readonly end?: (index: number) => Promise<void>;
}

/** Counters of a run. */
export interface Tally {
  /** Requests that were acknowledged. */
  acknowledged: number;
  /** How often all acknowledged state was checked. */
  looks: number;
  /** Unanswered requests that took effect, and those that did not. */
  done: number;
  undone: number;
}

export const emptyTally = (): Tally => ({ acknowledged: 0, looks: 0, done: 0, undone: 0 });

/** How often a step is sent again at most if its server dies each time. */
const patience = 20;

/**
 * Runs the steps of an organization under fault injection. Fails if acknowledged state is lost, a
 * request is partially applied, or a step cannot continue.
 */
export async function lead(life: Life, steps: readonly Step[], fate: Fate, tally: Tally): Promise<void> {
  drawHalves(life);
  for (const [index, step] of steps.entries()) {
    const act = await step.make(life);
    let answer = await sent(act, index, fate);
    let repeated = false;
    let isDone = false;
    for (let time = 0; isUnanswered(answer) && time < patience; time += 1) {
      await fate.unanswered(index, answer);
      isDone = await settle(life, act, `${step.name}, unanswered`, isDone, tally, fate.settling);
      if (isDone && act.again !== true) break;
      repeated = true;
      answer = await sent(act, index, fate);
    }
    // An unanswered request may take effect at any later moment, even after the check of the state.
    if (repeated && !isDone && !cameTo(answer, act.comesTo))
      isDone = await settle(life, act, `${step.name}, sent again`, isDone, tally, fate.settling);
    if (!isDone || act.again === true) {
      life.judge.expect.answer(answer, act.comesTo, `${step.name}${repeated ? ', sent again' : ''}`);
      tally.acknowledged += 1;
      life.known = act.after;
      if (repeated) await fate.end?.(index);
      await act.hear?.(answer, repeated);
    }
    if ((await fate.afterwards?.(index)) === true)
      await stands(life, `everything acknowledged, after: ${step.name}`, tally);
    life.turn += 1;
  }
  await fate.end?.(steps.length - 1);
  await stands(life, 'everything acknowledged, in the end', tally);
}

function sent(act: Act, index: number, fate: Fate): Promise<Exchange> {
  const sending = act.send();
  fate.meanwhile?.(index);
  return sending;
}

/** The server did not answer, or answered 5xx: whether the request took effect is unknown. */
const isUnanswered = (answer: Exchange): boolean => answer.status === 0 || answer.status >= 500;

/**
 * Finds out whether an unanswered request was carried out. A partial effect is a failure. The known
 * state is updated.
 */
async function settle(
  life: Life,
  act: Act,
  what: string,
  wasDone: boolean,
  tally: Tally,
  settling = 0,
): Promise<boolean> {
  // Reading the state takes many calls. A request that takes effect between two of them is not a
  // partial effect: the next read shows it completely.
  for (const due = performance.now() + settling; ; ) {
    try {
      return await settled(life, act, what, wasDone, tally);
    } catch (error) {
      if (!(error instanceof Failure) || performance.now() >= due) throw error;
    }
    await life.judge.sleep(100);
  }
}

async function settled(life: Life, act: Act, what: string, wasDone: boolean, tally: Tally): Promise<boolean> {
  tally.looks += 1;
  const judge = life.judgeAt(life.turn + 1);
  const added = new Set(life.known.users.flatMap(({ devices }) => devices));
  const strangers = act.after.users.flatMap(({ devices }) => devices).filter((one) => !added.has(one));
  const whole = standingOf(act.after);
  const seenWhole = await look(judge, act.after);
  if (same(seenWhole, whole)) {
    if (!same(standingOf(life.known), whole)) tally.done += 1;
    await learn(life, act.after);
    return true;
  }
  const absent = standingOf(life.known, strangers);
  const seenAbsent = await look(judge, life.known, strangers);
  if (wasDone || !same(seenAbsent, absent))
    judge.fail(
      `${what}: neither wholly there nor wholly absent`,
      `as before, ${difference(absent, seenAbsent)[0]}; or done, ${difference(whole, seenWhole)[0]}`,
      `${difference(absent, seenAbsent)[1]}; ${difference(whole, seenWhole)[1]}`,
      judge.exchanges.at(-1),
    );
  tally.undone += 1;
  return false;
}

/** Takes the effect of an unanswered request as known, including the token from its lost reply. */
async function learn(life: Life, after: Known): Promise<void> {
  const blank = after.invitations.find(({ token }) => token === undefined);
  life.known = after;
  if (blank === undefined) return;
  const token = await learnToken(life.judgeAt(life.turn + 1), after, blank.claimer);
  life.known = withInvitation(after, blank.claimer, { token });
}

/** Asserts that exactly the acknowledged state is there, read from the next node. */
export async function stands(life: Life, what: string, tally: Tally): Promise<void> {
  tally.looks += 1;
  const judge = life.judgeAt(life.turn + 1);
  const expected = standingOf(life.known);
  const seen = await look(judge, life.known);
  if (same(seen, expected)) return;
  const [wanted, found] = difference(expected, seen);
  judge.fail(`${what}: expected ${wanted}, got ${found}`, wanted, found, judge.exchanges.at(-1));
}

/** The first part of two observable states that differs, expected and actual. */
function difference(expected: Standing, seen: Standing): readonly [string, string] {
  const names = Object.keys(expected) as (keyof Standing)[];
  const name = names.find((one) => !same(expected[one], seen[one]));
  if (name === undefined) return ['so it is', 'so it is'];
  const shown = (standing: Standing) => `${name}: ${show(standing[name], 300)}`;
  return [shown(expected), shown(seen)];
}
