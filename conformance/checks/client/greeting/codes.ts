import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type Scenario,
  scenarios,
} from '../../../src/client/greeting/scenarios.ts';
import { codeAlphabet } from '../../../src/people/greeting-secrets.ts';
import type { Fields } from '../../../src/wire/values.ts';

const sides = ['claims-user', 'greets-user'] as const;
type Side = (typeof sides)[number];

function cancelIf({ peer }: Scenario, condition: boolean, fields: Fields): Fields {
  if (condition) peer.cancel('MANUALLY_CANCELLED');
  return fields;
}

/**
 * Runs twelve greetings until both codes were shown. In twelve greetings a wrong letter and a fixed
 * position of the right code are noticed.
 */
async function twelveGreetings(judge: ClientJudge, side: Side): Promise<readonly Scenario[]> {
  const all = await Promise.all(Array.from({ length: 12 }, () => scenarios[side](judge)));
  const ended = await Promise.all(
    all.map(async (scenario) => {
      // The last comparison of a greeter is a choice of codes, and that of a claimer a shown code.
      // The greeting is cancelled there.
      if (side === 'greets-user') scenario.comparison.pick = () => undefined;
      else scenario.peer.alterStep = (step, honest) => cancelIf(scenario, step === 4, honest);
      await scenario.run();
      return scenario;
    }),
  );
  for (const { comparison } of ended) {
    judge.expect.equal(comparison.shown.length, 1, 'codes shown in a greeting');
    judge.expect.equal(comparison.choices.length, 1, 'times that codes are offered in a greeting');
  }
  return ended;
}

for (const side of sides) {
  verifiesClient('client-greeting/code-alphabet', { case: side }, async (judge) => {
    const form = new RegExp(`^[${codeAlphabet}]{4}$`);
    for (const { comparison } of await twelveGreetings(judge, side))
      for (const code of [...comparison.shown, ...comparison.choices.flat()])
        judge.expect.that(form.test(code), `four characters of ${codeAlphabet}`, code);
  });

  verifiesClient('client-greeting/code-derivation', { case: side }, async (judge) => {
    for (const { comparison, peer } of await twelveGreetings(judge, side)) {
      const codes = peer.codes();
      const own = side === 'claims-user' ? 'claimer' : 'greeter';
      judge.expect.equal(comparison.shown, [codes[own]], `the ${own}'s code, as the client shows it`);
      const offered = comparison.choices.flat().includes(codes[peer.role]);
      judge.expect.that(
        offered,
        `the ${peer.role}'s code ${codes[peer.role]} among those offered`,
        comparison.choices,
      );
    }
  });

  verifiesClient('client-greeting/code-among-decoys', { case: side }, async (judge) => {
    const positions = new Set<number>();
    for (const { comparison, peer } of await twelveGreetings(judge, side)) {
      const [choices = []] = comparison.choices;
      positions.add(choices.indexOf(peer.ownCode()));
      judge.expect.that(choices.length >= 3, 'the code and at least two decoys', choices);
      judge.expect.equal(new Set(choices).size, choices.length, `different codes among ${choices}`);
    }
    judge.expect.that(!positions.has(-1), 'the right code among those offered', 'a greeting without it');
    judge.expect.that(
      positions.size > 1,
      'the right code at varying positions',
      'always at the same position',
    );
  });

  for (const [name, takes, ...names] of [
    [side, (choices, peerCode) => choices.find((each) => each !== peerCode)],
    [
      `${side}-none-of-them`,
      (choices, peerCode) => choices.find((each) => each === peerCode),
      'greeting.key=other',
    ],
  ] satisfies [string, Scenario['comparison']['pick'], ...string[]][]) {
    verifiesClient('client-greeting/wrong-code-cancels', { case: name }, async (judge) => {
      await greetingSucceeds(judge, side);
      const scenario = await scenarios[side](judge);
      scenario.comparison.pick = takes;
      scenario.misbehave(...names);
      await greetingFailed(judge, scenario, await scenario.run());
      judge.expect.equal(scenario.comparison.choices.length, 1, 'times that codes were offered');
      judge.expect.equal(scenario.peer.cancellations, ['INVALID_SAS_CODE'], 'reasons of the cancellations');
    });
  }
}
