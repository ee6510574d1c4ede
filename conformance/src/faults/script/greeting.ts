import { attemptIn, claimerSide, greeterSide, heardField, type Side } from '../../case/actions/greeting.ts';
import { halvesOf, type Role } from '../../people/greeting-steps.ts';
import type { Life, Step } from '../script-context.ts';
import { invitationOf } from './invitations.ts';

/** One side of a person's greeting by the first user, on the current node. */
function sideOf(life: Life, role: Role, name: string): Side {
  const invitation = invitationOf(life, name);
  const alice = life.member('alice');
  return role === 'greeter'
    ? greeterSide(life.judge, alice, invitation, life.halves.greeter)
    : claimerSide(life.judge, invitation, alice.person.userId, life.halves.claimer);
}

/**
 * A side joins. If a claimer starts again because it does not know whether it had joined, a new
 * attempt may begin. The greeter then follows.
 */
const starting = (role: Role, name: string): Step => ({
  name: `the ${role} starts`,
  make: (life) => ({
    send: () => sideOf(life, role, name).start(),
    comesTo: 'ok',
    after: life.known,
    again: true,
    hear: async (answer, repeated) => {
      const attempt = attemptIn(life.judge, answer);
      if (role === 'claimer' && repeated && attempt.hex !== life.attempt?.hex)
        life.attempt = attemptIn(
          life.judge,
          await sideOf(life, 'greeter', name).start(),
          'the greeter again',
        );
      if (role === 'claimer') life.judge.expect.equal(attempt, life.attempt, 'the attempt joined', answer);
      life.attempt = attempt;
    },
  }),
});

/** A side submits a step. It receives the other half if that was submitted before. */
const stepping = (role: Role, name: string, step: number, hears: boolean): Step => ({
  name: `step ${step} of the ${role}${role === 'claimer' && hears ? ', again' : ''}`,
  make: (life) => ({
    send: () => {
      if (life.attempt === undefined) throw new Error('a step before the start');
      return sideOf(life, role, name).step(life.attempt, step);
    },
    comesTo: hears ? 'ok' : 'not_ready',
    after: life.known,
    again: true,
    hear: (answer) => {
      if (!hears) return;
      const { expect } = life.judge;
      const peer = role === 'greeter' ? 'claimer' : 'greeter';
      const half = expect.reply(answer)[heardField(role)];
      expect.equal(half, life.halves[peer][step], `what the ${role} hears in step ${step}`, answer);
    },
  }),
});

/** The first user greets a person with an invitation, in all nine steps. */
export const greet = (name: string, steps = 9): readonly Step[] => [
  starting('greeter', name),
  starting('claimer', name),
  ...Array.from({ length: steps }, (_, step) => [
    stepping('claimer', name, step, false),
    stepping('greeter', name, step, true),
    stepping('claimer', name, step, true),
  ]).flat(),
];

/** Draws the halves of both sides of a greeting. */
export const drawHalves = (life: Life): void => {
  const { random } = life.judgeAt(0);
  life.halves = { greeter: halvesOf('greeter', random), claimer: halvesOf('claimer', random) };
};
