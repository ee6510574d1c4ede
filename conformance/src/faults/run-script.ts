import { isEqual } from '../judge/equal.ts';
import { matchesExpected } from '../judge/expect.ts';
import { Failure } from '../judge/failure.ts';
import type { Judge } from '../judge/judge.ts';
import { answerOf, type Difference } from '../judge/observation.ts';
import type { Exchange } from '../wire/exchange.ts';
import { devicesOf, type KnownState } from './known-state.ts';
import { expectedState, type ObservedState } from './observed-state.ts';
import { readObservedState } from './read-observed-state.ts';
import type { PreparedStep, ScriptContext, ScriptStep } from './script-context.ts';

/**
 * Callbacks of {@link runScript} that inject faults. Each one that returns a promise resolves when
 * the server is available again. `index`: the index of the step.
 */
export interface FaultPlan {
  /** Called right after a request was sent. */
  readonly onSent?: (index: number) => void;
  /** Called after an answer. True: a fault was injected, so all acknowledged state is checked. */
  readonly onAnswered?: (index: number) => Promise<boolean>;
  /** Called if there was no answer, or a 5xx. */
  readonly onUnanswered: (index: number, answer: Exchange) => Promise<void>;
  /**
   * How long after its node has ended an unanswered request may still take effect in the database,
   * in ms. Default: 0.
   */
  readonly settlingMs?: number;
  /**
   * Called after the last step, and after a repeated request was answered. Ends a pending fault.
   */
  readonly onEnd?: (index: number) => Promise<void>;
}

/** Counters of {@link runScript}. */
export interface Tally {
  /** Acknowledged requests. */
  acknowledged: number;
  /** Checks of all acknowledged state. */
  stateReads: number;
  /** Unanswered requests that took effect. */
  applied: number;
  /** Unanswered requests that did not. */
  notApplied: number;
}

/** A tally with zero counts. */
export const emptyTally = (): Tally => ({ acknowledged: 0, stateReads: 0, applied: 0, notApplied: 0 });

/** Maximum number of repetitions of a step without an answer. */
const MAX_RETRIES = 20;

/**
 * Runs the steps of a script while faults are injected.
 *
 * @throws Failure if acknowledged state is lost, a request is partially applied, or a step fails
 */
export async function runScript(
  context: ScriptContext,
  steps: readonly ScriptStep[],
  plan: FaultPlan,
  tally: Tally,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const prepared = await step.make(context);
    let answer = await sendStep(prepared, index, plan);
    let repeated = false;
    let isDone = false;
    const resolve = (when: string) =>
      resolveUnanswered(context, prepared, `${step.name}, ${when}`, isDone, tally, plan.settlingMs);
    for (let retry = 0; isUnanswered(answer) && retry < MAX_RETRIES; retry += 1) {
      await plan.onUnanswered(index, answer);
      isDone = await resolve('unanswered');
      if (isDone && prepared.isRepeatable !== true) break;
      repeated = true;
      answer = await sendStep(prepared, index, plan);
    }
    // An unanswered request may also take effect after `resolveUnanswered`.
    if (repeated && !isDone && !matchesExpected(answer, prepared.expected))
      isDone = await resolve('sent again');
    if (!isDone || prepared.isRepeatable === true) {
      context.judge.expect.answer(answer, prepared.expected, `${step.name}${repeated ? ', sent again' : ''}`);
      tally.acknowledged += 1;
      context.known = prepared.after;
      if (repeated) await plan.onEnd?.(index);
      await prepared.readAnswer?.(answer, repeated);
    }
    if ((await plan.onAnswered?.(index)) === true)
      await expectState(context, `acknowledged state after: ${step.name}`, tally);
    context.turn += 1;
  }
  await plan.onEnd?.(steps.length - 1);
  await expectState(context, 'acknowledged state at the end', tally);
}

/** The `onUnanswered` of a plan whose called node has no fault, so that it must answer. */
export const failUnanswered =
  (judge: Judge): NonNullable<FaultPlan['onUnanswered']> =>
  async (index, answer) =>
    judge.fail(
      `step ${index} was not answered, although its node has no fault`,
      'an answer',
      answerOf(answer),
      answer,
    );

function sendStep(prepared: PreparedStep, index: number, plan: FaultPlan): Promise<Exchange> {
  const sending = prepared.send();
  plan.onSent?.(index);
  return sending;
}

/** Whether it is unknown if a request took effect: there is no answer, or a 5xx. */
const isUnanswered = (answer: Exchange): boolean => answer.status === 0 || answer.status >= 500;

/**
 * Determines whether an unanswered request took effect, and updates the known state.
 *
 * @param wasDone - whether an earlier attempt of the same request took effect
 * @throws Failure if it took effect partially
 */
async function resolveUnanswered(
  context: ScriptContext,
  prepared: PreparedStep,
  what: string,
  wasDone: boolean,
  tally: Tally,
  settlingMs = 0,
): Promise<boolean> {
  // Reading the state takes many calls. If the request takes effect between two of them, it only
  // seems partial, and the next read shows it completely.
  const read = () => readEffect(context, prepared, what, wasDone, tally);
  if (settlingMs === 0) return read();
  return context.judge.within(settlingMs, async () => {
    for (const due = performance.now() + settlingMs; ; ) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof Failure) || performance.now() >= due) throw error;
      }
      await context.judge.sleep(100);
    }
  });
}

async function readEffect(
  context: ScriptContext,
  prepared: PreparedStep,
  what: string,
  wasDone: boolean,
  tally: Tally,
): Promise<boolean> {
  tally.stateReads += 1;
  const judge = context.judgeAt(context.turn + 1);
  const { organization, known } = context;
  const strangers = devicesOf(prepared.after).filter(({ device }) => !known.devices.has(device));
  const whole = expectedState(prepared.after);
  const seenWhole = await readObservedState(judge, organization, prepared.after);
  if (isEqual(seenWhole, whole)) {
    if (!isEqual(expectedState(known), whole)) tally.applied += 1;
    await learnEffect(context, prepared.after);
    return true;
  }
  const absent = expectedState(known, strangers);
  const seenAbsent = await readObservedState(judge, organization, known, strangers);
  if (wasDone || !isEqual(seenAbsent, absent))
    throw new Failure({
      message: `${what}: neither applied completely nor absent`,
      expected: [],
      observed: [difference('as before', absent, seenAbsent), difference('applied', whole, seenWhole)],
      exchange: judge.exchanges.at(-1),
    });
  tally.notApplied += 1;
  return false;
}

/** Adds the effect of an unanswered request to the known state, and the token of its lost reply. */
async function learnEffect(context: ScriptContext, after: KnownState): Promise<void> {
  context.known = after;
  if (after.invitations.every(({ token }) => token !== null)) return;
  const { request, send } = context.calls.read(context.actor('alice'), 'invite_list');
  const answer = await send(context.judgeAt(context.turn + 1));
  context.learn(request, answer, 'the token whose reply was lost');
}

/** Asserts that the next node shows exactly the acknowledged state. */
export async function expectState(context: ScriptContext, what: string, tally: Tally): Promise<void> {
  tally.stateReads += 1;
  const judge = context.judgeAt(context.turn + 1);
  const expected = expectedState(context.known);
  const observed = await readObservedState(judge, context.organization, context.known);
  if (isEqual(observed, expected)) return;
  const exchange = judge.exchanges.at(-1);
  throw new Failure({ what, expected: [], observed: [difference('', expected, observed)], exchange });
}

/** The first part in which two observable states differ. */
function difference(state: string, expected: ObservedState, seen: ObservedState): Difference {
  const names = Object.keys(expected) as (keyof ObservedState)[];
  const name = names.find((one) => !isEqual(expected[one], seen[one]));
  const path = [state, name ?? 'no difference'].filter((part) => part !== '').join(', ');
  return { path, expected: name && expected[name], observed: name && seen[name] };
}
