import type { GreetingState } from '../../model/state.ts';
import type { Role } from '../../people/greeting-steps.ts';
import type { Call } from '../organization/client-calls.ts';
import type { ScriptContext, ScriptStep } from '../script-context.ts';
import { callStep } from './call-step.ts';
import { tokenOf } from './invitation-steps.ts';

/** The greeting of an invited person by alice. */
const greetingOf = (context: ScriptContext, name: string): GreetingState | undefined =>
  context.known.greetings.get(`${tokenOf(context, name)} alice`);

/** A call of one side of a greeting: a start, or a step of the last attempt. */
function callOf(context: ScriptContext, role: Role, name: string, step?: number): Call {
  const greeting = { token: tokenOf(context, name), greeter: 'alice' };
  const attempt = greetingOf(context, name)?.names.at(-1) ?? 'no attempt';
  const action =
    step === undefined ? ({ move: 'start' } as const) : ({ move: 'step', attempt, step } as const);
  return context.calls.greet(greeting, role === 'greeter' ? context.actor('alice') : undefined, action);
}

/** The greeter joins the last attempt, if it is one that a repeated start of the claimer began. */
async function joinNewAttempt(context: ScriptContext, name: string): Promise<void> {
  if (greetingOf(context, name)?.model.attempts.at(-1)?.joined.greeter === true) return;
  const { request, send } = callOf(context, 'greeter', name);
  context.learn(request, await send(context.judge), 'the greeter again');
}

/** A call of a greeting. A side that gets no answer repeats the call, because it needs the answer. */
const greetingStep = (label: string, role: Role, name: string, step?: number): ScriptStep =>
  callStep(label, (context) => callOf(context, role, name, step), {
    isRepeatable: true,
    next: (context) => joinNewAttempt(context, name),
  });

/** Alice greets an invited person. `steps`: the number of steps, at most nine. */
export const greet = (name: string, steps = 9): readonly ScriptStep[] => [
  greetingStep('the greeter starts', 'greeter', name),
  greetingStep('the claimer starts', 'claimer', name),
  ...Array.from({ length: steps }, (_, step) => [
    greetingStep(`step ${step} of the claimer`, 'claimer', name, step),
    greetingStep(`step ${step} of the greeter`, 'greeter', name, step),
    greetingStep(`step ${step} of the claimer, again`, 'claimer', name, step),
  ]).flat(),
];
