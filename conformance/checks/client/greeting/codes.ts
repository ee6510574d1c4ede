import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { Fields } from '../../../src/case/expect.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type Scenario,
  scenarios,
} from '../../../src/client/greeting/scenarios.ts';
import { codeAlphabet } from '../../../src/people/greeting-secrets.ts';

const sides = ['claims-user', 'greets-user'] as const;
type Side = (typeof sides)[number];

function leaving({ peer }: Scenario, now: boolean, word: Fields): Fields {
  if (now) peer.leave('MANUALLY_CANCELLED');
  return word;
}

/** Runs twelve greetings up to the display of both codes, so that every letter occurs. */
async function dozen(judge: ClientJudge, side: Side): Promise<readonly Scenario[]> {
  const all = await Promise.all(Array.from({ length: 12 }, () => scenarios[side](judge)));
  const ended = await Promise.all(
    all.map(async (scene) => {
      // The greeter enters a code last and the claimer shows one last, so the greeting ends there.
      if (side === 'greets-user') scene.person.takes = () => undefined;
      else scene.peer.says = (step, honest) => leaving(scene, step === 4, honest);
      await scene.go();
      return scene;
    }),
  );
  for (const { person } of ended) {
    judge.expect.equal(person.shown.length, 1, 'codes shown in a greeting');
    judge.expect.equal(person.choices.length, 1, 'times that codes are offered in a greeting');
  }
  return ended;
}

for (const side of sides) {
  verifiesClient('client-greeting/code-alphabet', { case: side }, async (judge) => {
    const form = new RegExp(`^[${codeAlphabet}]{4}$`);
    for (const { person } of await dozen(judge, side))
      for (const code of [...person.shown, ...person.choices.flat()])
        judge.expect.that(form.test(code), `four characters of ${codeAlphabet}`, code);
  });

  verifiesClient('client-greeting/code-derivation', { case: side }, async (judge) => {
    for (const { person, peer } of await dozen(judge, side)) {
      const codes = peer.codes();
      const own = side === 'claims-user' ? 'claimer' : 'greeter';
      judge.expect.equal(person.shown, [codes[own]], `the ${own}'s code, as the client shows it`);
      const offered = person.choices.flat().includes(codes[peer.role]);
      judge.expect.that(
        offered,
        `the ${peer.role}'s code ${codes[peer.role]} among those offered`,
        person.choices,
      );
    }
  });

  verifiesClient('client-greeting/code-among-decoys', { case: side }, async (judge) => {
    const places = new Set<number>();
    for (const { person, peer } of await dozen(judge, side)) {
      const [choices = []] = person.choices;
      places.add(choices.indexOf(peer.told()));
      judge.expect.that(choices.length >= 3, 'the code and at least two decoys', choices);
      judge.expect.equal(new Set(choices).size, choices.length, `different codes among ${choices}`);
    }
    judge.expect.that(!places.has(-1), 'the right code among those offered', 'a greeting without it');
    judge.expect.that(places.size > 1, 'the right code now here, now there', 'always at the same place');
  });

  for (const [name, takes] of [
    [side, (choices, told) => choices.find((each) => each !== told)],
    [`${side}-none-of-them`, () => undefined],
  ] satisfies [string, Scenario['person']['takes']][]) {
    verifiesClient('client-greeting/wrong-code-cancels', { case: name }, async (judge) => {
      await greetingSucceeds(judge, side);
      const scene = await scenarios[side](judge);
      scene.person.takes = takes;
      await greetingFailed(judge, scene, await scene.go());
      judge.expect.equal(scene.person.choices.length, 1, 'times that codes were offered');
      judge.expect.equal(scene.peer.cancellations, ['INVALID_SAS_CODE'], 'reasons of the cancelling');
    });
  }
}
