import { isEqual } from '../case/equal.ts';
import { matchesExpected } from '../case/expect.ts';
import { Failure } from '../case/failure.ts';
import { formatValue } from '../case/format-value.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type KnownState, withInvitation } from './known-state.ts';
import { learnToken, observe } from './observe.ts';
import { expectedState, type ObservedState } from './observed-state.ts';
import { drawHalves } from './script/greeting.ts';
import type { PreparedStep, ScriptContext, Step } from './script-context.ts';

/** The faults of a run. Each function resolves when the server is available again, or is absent. */
export interface FaultPlan {
  /** Right after a request was sent. */
  readonly onSent?: (index: number) => void;
  /** After an answer. True: a fault was injected, and all acknowledged state is checked. */
  readonly onAnswered?: (index: number) => Promise<boolean>;
  /** There was no answer, or a 5xx refusal. */
  readonly onUnanswered: (index: number, answer: Exchange) => Promise<void>;
  /**
   * How long an unanswered request may still take effect while the state is read, in ms: in a
   * database, after its node is gone. Default 0.
   */
  readonly settlingMs?: number;
  /** After the last step, and before a repeated request is judged: injects all remaining faults. */
  readonly onEnd?: (index: number) => Promise<void>;
}

/** Counters of a run. */
export interface Tally {
  /** Requests that were acknowledged. */
  acknowledged: number;
  /** How often all acknowledged state was checked. */
  stateReads: number;
  /** Unanswered requests that took effect, and those that did not. */
  applied: number;
  notApplied: number;
}

export const emptyTally = (): Tally => ({ acknowledged: 0, stateReads: 0, applied: 0, notApplied: 0 });

/** How often a step is sent again at most if its server dies each time. */
const MAX_RETRIES = 20;

/**
 * Runs the steps of an organization under fault injection. Fails if acknowledged state is lost, a
 * request is partially applied, or a step cannot continue.
 */
export async function runScript(
  context: ScriptContext,
  steps: readonly Step[],
  plan: FaultPlan,
  tally: Tally,
): Promise<void> {
  drawHalves(context);
  for (const [index, step] of steps.entries()) {
    const act = await step.make(context);
    let answer = await sendStep(act, index, plan);
    let repeated = false;
    let isDone = false;
    for (let time = 0; isUnanswered(answer) && time < MAX_RETRIES; time += 1) {
      await plan.onUnanswered(index, answer);
      isDone = await resolveUnanswered(
        context,
        act,
        `${step.name}, unanswered`,
        isDone,
        tally,
        plan.settlingMs,
      );
      if (isDone && act.isRepeatable !== true) break;
      repeated = true;
      answer = await sendStep(act, index, plan);
    }
    // An unanswered request may take effect at any later moment, even after the check of the state.
    if (repeated && !isDone && !matchesExpected(answer, act.expected))
      isDone = await resolveUnanswered(
        context,
        act,
        `${step.name}, sent again`,
        isDone,
        tally,
        plan.settlingMs,
      );
    if (!isDone || act.isRepeatable === true) {
      context.judge.expect.answer(answer, act.expected, `${step.name}${repeated ? ', sent again' : ''}`);
      tally.acknowledged += 1;
      context.known = act.after;
      if (repeated) await plan.onEnd?.(index);
      await act.readAnswer?.(answer, repeated);
    }
    if ((await plan.onAnswered?.(index)) === true)
      await expectState(context, `everything acknowledged, after: ${step.name}`, tally);
    context.turn += 1;
  }
  await plan.onEnd?.(steps.length - 1);
  await expectState(context, 'everything acknowledged, in the end', tally);
}

function sendStep(act: PreparedStep, index: number, plan: FaultPlan): Promise<Exchange> {
  const sending = act.send();
  plan.onSent?.(index);
  return sending;
}

/** The server did not answer, or answered 5xx: whether the request took effect is unknown. */
const isUnanswered = (answer: Exchange): boolean => answer.status === 0 || answer.status >= 500;

/**
 * Finds out whether an unanswered request was carried out. A partial effect is a failure. The known
 * state is updated.
 */
async function resolveUnanswered(
  context: ScriptContext,
  act: PreparedStep,
  what: string,
  wasDone: boolean,
  tally: Tally,
  settlingMs = 0,
): Promise<boolean> {
  // Reading the state takes many calls. A request that takes effect between two of them is not a
  // partial effect: the next read shows it completely.
  for (const due = performance.now() + settlingMs; ; ) {
    try {
      return await readEffect(context, act, what, wasDone, tally);
    } catch (error) {
      if (!(error instanceof Failure) || performance.now() >= due) throw error;
    }
    await context.judge.sleep(100);
  }
}

async function readEffect(
  context: ScriptContext,
  act: PreparedStep,
  what: string,
  wasDone: boolean,
  tally: Tally,
): Promise<boolean> {
  tally.stateReads += 1;
  const judge = context.judgeAt(context.turn + 1);
  const added = new Set(context.known.users.flatMap(({ devices }) => devices));
  const strangers = act.after.users.flatMap(({ devices }) => devices).filter((one) => !added.has(one));
  const whole = expectedState(act.after);
  const seenWhole = await observe(judge, act.after);
  if (isEqual(seenWhole, whole)) {
    if (!isEqual(expectedState(context.known), whole)) tally.applied += 1;
    await learnEffect(context, act.after);
    return true;
  }
  const absent = expectedState(context.known, strangers);
  const seenAbsent = await observe(judge, context.known, strangers);
  if (wasDone || !isEqual(seenAbsent, absent))
    judge.fail(
      `${what}: neither wholly there nor wholly absent`,
      `as before, ${difference(absent, seenAbsent)[0]}; or done, ${difference(whole, seenWhole)[0]}`,
      `${difference(absent, seenAbsent)[1]}; ${difference(whole, seenWhole)[1]}`,
      judge.exchanges.at(-1),
    );
  tally.notApplied += 1;
  return false;
}

/** Takes the effect of an unanswered request as known, including the token from its lost reply. */
async function learnEffect(context: ScriptContext, after: KnownState): Promise<void> {
  const blank = after.invitations.find(({ token }) => token === undefined);
  context.known = after;
  if (blank === undefined) return;
  const token = await learnToken(context.judgeAt(context.turn + 1), after, blank.claimer);
  context.known = withInvitation(after, blank.claimer, { token });
}

/** Asserts that exactly the acknowledged state is there, read from the next node. */
export async function expectState(context: ScriptContext, what: string, tally: Tally): Promise<void> {
  tally.stateReads += 1;
  const judge = context.judgeAt(context.turn + 1);
  const expected = expectedState(context.known);
  const seen = await observe(judge, context.known);
  if (isEqual(seen, expected)) return;
  const [wanted, found] = difference(expected, seen);
  judge.fail(`${what}: expected ${wanted}, got ${found}`, wanted, found, judge.exchanges.at(-1));
}

/** The first part of two observable states that differs, expected and actual. */
function difference(expected: ObservedState, seen: ObservedState): readonly [string, string] {
  const names = Object.keys(expected) as (keyof ObservedState)[];
  const name = names.find((one) => !isEqual(expected[one], seen[one]));
  if (name === undefined) return ['so it is', 'so it is'];
  const shown = (standing: ObservedState) => `${name}: ${formatValue(standing[name], 300)}`;
  return [shown(expected), shown(seen)];
}
