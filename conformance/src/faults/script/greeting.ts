import {
  attemptIn,
  claimerSide,
  type GreetingSide,
  greeterSide,
  peerStepField,
} from '../../case/actions/greeting.ts';
import { otherRole } from '../../model/greeting-model.ts';
import { halvesOf, type Role } from '../../people/greeting-steps.ts';
import type { ScriptContext, ScriptStep } from '../script-context.ts';
import { invitationOf } from './invitations.ts';

/** One side of the greeting between a person and the first user, on the current node. */
function sideOf(context: ScriptContext, role: Role, name: string): GreetingSide {
  const invitation = invitationOf(context, name);
  const alice = context.member('alice');
  return role === 'greeter'
    ? greeterSide(context.judge, alice, invitation, context.halves.greeter)
    : claimerSide(context.judge, invitation, alice.person.userId, context.halves.claimer);
}

/**
 * A side starts. If the answer to the claimer is lost, the claimer starts again, which may begin a
 * new attempt. The greeter then joins that attempt.
 */
const startStep = (role: Role, name: string): ScriptStep => ({
  name: `the ${role} starts`,
  make: (context) => ({
    send: () => sideOf(context, role, name).startAttempt(),
    expected: 'ok',
    after: context.known,
    isRepeatable: true,
    readAnswer: async (answer, repeated) => {
      const attempt = attemptIn(context.judge, answer);
      if (role === 'claimer' && repeated && attempt.hex !== context.attempt?.hex)
        context.attempt = attemptIn(
          context.judge,
          await sideOf(context, 'greeter', name).startAttempt(),
          'the greeter again',
        );
      if (role === 'claimer')
        context.judge.expect.equal(attempt, context.attempt, 'the attempt joined', answer);
      context.attempt = attempt;
    },
  }),
});

/**
 * A side submits its half of a step. `isAnswered`: whether the peer has submitted its half before.
 */
const submitStep = (role: Role, name: string, step: number, isAnswered: boolean): ScriptStep => ({
  name: `step ${step} of the ${role}${role === 'claimer' && isAnswered ? ', again' : ''}`,
  make: (context) => ({
    send: () => {
      if (context.attempt === undefined) throw new Error('a step before the start');
      return sideOf(context, role, name).step(context.attempt, step);
    },
    expected: isAnswered ? 'ok' : 'not_ready',
    after: context.known,
    isRepeatable: true,
    readAnswer: (answer) => {
      if (!isAnswered) return;
      const { expect } = context.judge;
      const peer = otherRole(role);
      const half = expect.reply(answer)[peerStepField(role)];
      expect.equal(
        half,
        context.halves[peer][step],
        `the half that the ${role} receives in step ${step}`,
        answer,
      );
    },
  }),
});

/** The first user greets an invited person. `steps`: the number of steps, at most nine. */
export const greet = (name: string, steps = 9): readonly ScriptStep[] => [
  startStep('greeter', name),
  startStep('claimer', name),
  ...Array.from({ length: steps }, (_, step) => [
    submitStep('claimer', name, step, false),
    submitStep('greeter', name, step, true),
    submitStep('claimer', name, step, true),
  ]).flat(),
];

/** Makes random halves for both sides of the next greeting. */
export const makeHalves = (context: ScriptContext): void => {
  const { random } = context.judgeAt(0);
  context.halves = { greeter: halvesOf('greeter', random), claimer: halvesOf('claimer', random) };
};
