import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { codeAlphabet } from '../../../src/people/greeting-secrets.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type Scenario,
  type ScenarioName,
  scenarios,
} from '../../../src/played-server/greeting/scenarios.ts';
import type { Fields } from '../../../src/wire/values.ts';

const sides = ['claims-user', 'greets-user'] as const;
type Side = (typeof sides)[number];

const hash = 'BLAKE2b-512, keyed with the shared key, of the nonces of claimer and greeter';

/** How the codes are derived (spec/protocol/client-greeting.md). */
const derivations = {
  claimer: `the low 20 of the first 40 bits of ${hash}`,
  greeter: `the high 20 of the first 40 bits of ${hash}`,
} as const;

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
  const outcomes = await Promise.all(
    all.map(async (scenario) => {
      // The last comparison of a greeter is a choice of codes, and that of a claimer a shown code.
      // The greeting is cancelled there.
      if (side === 'greets-user') scenario.comparison.pick = () => undefined;
      else scenario.peer.alterStep = (step, honest) => cancelIf(scenario, step === 4, honest);
      await scenario.run();
      return scenario;
    }),
  );
  for (const { comparison } of outcomes) {
    const codes = [...comparison.shown, ...comparison.choices.flat()];
    judge.expect.that(codes.length > 0, 'codes shown or offered in a greeting', 'none');
  }
  return outcomes;
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
      const ownSubject = `codes that the client shows: the ${own}'s, ${derivations[own]}`;
      const offered = `the ${peer.role}'s code ${codes[peer.role]} among those offered: ${derivations[peer.role]}`;
      const expectations = [
        () => judge.expect.equal(comparison.shown, [codes[own]], ownSubject),
        () => {
          const isOffered = comparison.choices.flat().includes(codes[peer.role]);
          judge.expect.that(isOffered, offered, comparison.choices);
        },
      ];
      // In the order in which people see the codes. After a wrong one, a client may show no other.
      for (const expectation of side === 'claims-user' ? expectations.toReversed() : expectations)
        expectation();
    }
  });

  verifiesClient(
    [
      'client-greeting/code-found-among-others',
      'client-greeting/code-at-any-place',
      'client-greeting/decoys-drawn-anew',
    ],
    { case: side },
    async (judge) => {
      const offers = (await twelveGreetings(judge, side)).map(offerOf);
      await judge.under('client-greeting/code-found-among-others', () => expectDecoys(judge, offers));
      await expectRandomOffers(judge, offers);
    },
  );

  // A program may draw decoys once when it starts.
  verifiesClient(
    ['client-greeting/decoys-drawn-anew', 'client-greeting/code-at-any-place'],
    { case: `${side}-one-process`, timeout: 15_000 },
    async (judge) => {
      const first = await scenarios[side](judge);
      const offers: Offer[] = [];
      let scenario = first;
      for (let greetings = 0; greetings < 12; greetings += 1) {
        if (greetings > 0) scenario = await first.again();
        scenario.comparison.pick = () => undefined;
        await scenario.run();
        offers.push(offerOf(scenario));
      }
      await expectRandomOffers(judge, offers);
    },
  );
}

/** The codes that a client offered in a greeting, and the right one among them. */
interface Offer {
  readonly choices: readonly string[];
  readonly right: string;
}

const offerOf = ({ comparison, peer }: Scenario): Offer => ({
  choices: comparison.choices[0] ?? [],
  right: peer.ownCode(),
});

function expectDecoys(judge: ClientJudge, offers: readonly Offer[]): void {
  for (const { choices, right } of offers) {
    judge.expect.that(choices.length >= 3, 'the code and at least two decoys', choices);
    judge.expect.equal(new Set(choices).size, choices.length, `different codes among ${choices}`);
    judge.expect.that(choices.includes(right), 'the right code among those offered', choices);
  }
}

/** Asserts that place and decoys differ between the offers of twelve greetings. */
async function expectRandomOffers(judge: ClientJudge, offers: readonly Offer[]): Promise<void> {
  await judge.under('client-greeting/code-at-any-place', () => {
    // With three codes, the place is always the same by chance in 6 of 1,000,000 runs.
    const places = new Set(offers.map(({ choices, right }) => choices.indexOf(right) + 1));
    judge.expect.that(
      places.size > 1,
      `the right code at different places in ${offers.length} greetings`,
      `always at place ${[...places].join()}`,
    );
  });
  await judge.under('client-greeting/decoys-drawn-anew', () => {
    const decoys = offers.flatMap(({ choices, right }) => choices.filter((code) => code !== right));
    judge.expect.that(decoys.length > 0, 'decoys', 'none');
    // Among 36 random codes one pair is equal in 6 of 10,000 runs, and two pairs practically never.
    const repeated = decoys.filter((code, at) => decoys.indexOf(code) !== at);
    judge.expect.that(
      repeated.length <= 1,
      `new decoys in each of ${offers.length} greetings`,
      `${repeated.length} of ${decoys.length} decoys had been offered before`,
    );
  });
}

type Pick = Scenario['comparison']['pick'];

/** What a person picks who has not heard the code that the client expects. */
const wrongPicks = {
  '': (choices, peerCode) => choices.find((each) => each !== peerCode),
  '-none-of-them': () => undefined,
} satisfies Record<string, Pick>;

/** The last step that a client submits before its person compares the codes. */
const lastStepBefore = { claimer: 3, greeter: 4 } as const;

for (const name of Object.keys(scenarios) as ScenarioName[]) {
  for (const [which, pick] of Object.entries(wrongPicks)) {
    verifiesClient('client-greeting/wrong-code-ends', { case: `${name}${which}` }, async (judge) => {
      await greetingSucceeds(judge, name);
      const scenario = await scenarios[name](judge);
      scenario.comparison.pick = pick;
      // An attacker answers each step, also after a cancellation.
      scenario.misbehave('greeting.peer=ignores-cancellation');
      const outcome = await scenario.run();
      const role = name.startsWith('claims') ? 'claimer' : 'greeter';
      const words: readonly unknown[] = stepWords[role].slice(lastStepBefore[role] + 1);
      const later = scenario.commands.filter(
        ({ cmd, [`${role}_step`]: step }) =>
          ['user_create', 'device_create', 'invite_complete'].includes(String(cmd)) ||
          words.includes(Object(step).step),
      );
      judge.expect.equal(later.map(described), [], 'steps and commands after a wrong code');
      await greetingFailed(judge, scenario, outcome);
      const starts = scenario.commands.filter(({ cmd }) => cmd === `invite_${role}_start_greeting_attempt`);
      judge.expect.that(scenario.comparison.choices.length > 0, 'a choice of codes', 'none');
      judge.expect.that(
        scenario.comparison.choices.length <= starts.length,
        'one choice in each attempt',
        `${scenario.comparison.choices.length} choices in ${starts.length} attempts`,
      );
    });
  }
}

/** A command by its name, and a step by its word. */
const described = ({ cmd, claimer_step, greeter_step }: Fields): string =>
  `${cmd} ${Object(claimer_step ?? greeter_step).step ?? ''}`.trim();

for (const side of sides) {
  for (const [name, pick, ...names] of [
    [side, wrongPicks['']],
    [
      `${side}-none-of-them`,
      (choices, peerCode) => choices.find((each) => each === peerCode),
      'greeting.key=other',
    ],
  ] satisfies [string, Pick, ...string[]][]) {
    verifiesClient('client-greeting/wrong-code-cancels', { case: name }, async (judge) => {
      await greetingSucceeds(judge, side);
      const scenario = await scenarios[side](judge);
      scenario.comparison.pick = pick;
      scenario.misbehave(...names);
      await scenario.run();
      judge.expect.equal(scenario.comparison.choices.length, 1, 'times that codes were offered');
      judge.expect.equal(scenario.peer.cancellations, ['INVALID_SAS_CODE'], 'reasons of the cancellations');
    });
  }
}
