import { describe, expect, test } from 'vitest';
import { GreetingWalk } from '../../src/faults/greeting-walk.ts';
import type { Check } from '../../src/judge/check.ts';
import { expectedGreetingAnswers, type GreetingMove, newGreeting } from '../../src/model/greeting-model.ts';
import { moveOf, nextActions, orders, sampledPath } from '../../src/model/greeting-paths.ts';
import { Random } from '../../src/people/random.ts';
import { inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../src/vocabulary/organizations/invitation-organization.ts';
import { drawn } from '../support/drawn.ts';
import { type Mutant, runChecks } from '../support/mutant.ts';
import { type Path, pathsThroughAllStates } from '../support/properties/greeting-states.ts';

/** The share of one check ends within the limit of a check on a busy machine, too. */
const SHARES = 64;

/** Checks that make greetings, each along its share of the paths. */
function walks(paths: readonly Path[]): readonly Check[] {
  const shares = Array.from({ length: SHARES }, (_, share) =>
    paths.filter((__, index) => index % SHARES === share),
  );
  return shares.map((own, share) => ({
    id: `greeting/step-in-order#share-${share}`,
    requirements: ['greeting/step-in-order'],
    kind: 'server',
    body: async (judge) => {
      const { author } = await judge.bootstrapped();
      for (const path of own) {
        const walk = new GreetingWalk(judge, author, await inviteUser(judge, author, freshAddress(judge)));
        for (const move of path) await walk.make(move);
      }
    },
  }));
}

async function outcomes(paths: readonly Path[], broken: Mutant['broken'] = {}): Promise<readonly string[]> {
  const done = await runChecks(walks(paths), broken);
  return [...new Set(done.map(({ outcome, message }) => message ?? outcome))];
}

/** The moves of a sequence of actions. */
function movesOf(order: ReturnType<typeof orders>[number]): Path {
  let model = newGreeting;
  return order.map((action): GreetingMove => {
    const move = moveOf(action, model);
    model = expectedGreetingAnswers(model, move).next;
    return move;
  });
}

const pathsInEveryOrder = [...orders(4, 4), ...orders(6, 0)].map(movesOf);
const pathsThroughEveryState = pathsThroughAllStates();

/** The paths that this run walks: those of the sample, or the others. */
const ofThisRun = (paths: readonly Path[]): readonly Path[] => drawn(paths, (path) => JSON.stringify(path));

describe('greetings on the reference server follow the model', () => {
  test('in every order of four moves, and of six moves that all change the state', async () => {
    expect(pathsInEveryOrder.length).toBeGreaterThan(nextActions.length ** 4 + 1000);
    expect(new Set(pathsInEveryOrder.map(([first]) => JSON.stringify(first))).size).toBe(nextActions.length);
    expect(await outcomes(ofThisRun(pathsInEveryOrder))).toEqual(['pass']);
  });

  test('for every move in every state', async () => {
    expect(pathsThroughEveryState.length).toBeGreaterThan(900);
    expect(Math.max(...pathsThroughEveryState.map((path) => path.length))).toBeGreaterThan(20);
    expect(await outcomes(ofThisRun(pathsThroughEveryState))).toEqual(['pass']);
  });
});

const rules = [
  'greeting/attempt-joined',
  'greeting/step-in-order',
  'greeting/other-half-refused',
  'greeting/cancelled-is-told',
  'greeting/first-cancel-counts',
  'greeting/attempt-known',
  'greeting/invitation-cancelled-greeter',
  'greeting/invitation-completed-greeter',
] as const;

test.each(drawn(rules, (rule) => rule))('the model detects a server that omits %s', async (rule) => {
  expect(await outcomes(pathsThroughEveryState.slice(0, 400), { omit: [rule] })).not.toEqual(['pass']);
});

test('the path depends on the seed alone', () => {
  const path = (seed: string) => sampledPath(new Random(seed), 30);
  expect(path('a')).toEqual(path('a'));
  expect(path('a')).not.toEqual(path('b'));
  expect(path('a').filter(({ move }) => move === 'step').length).toBeGreaterThan(10);
});
