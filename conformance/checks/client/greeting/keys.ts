import { verifiesClient } from '../../../src/judge/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type ScenarioName,
  scenarios,
} from '../../../src/played-server/greeting/scenarios.ts';

const allScenarios = Object.keys(scenarios) as ScenarioName[];

for (const [name, mistake] of [
  ['other-nonce', 'other-hash'],
  ['one-bit', 'one-bit-of-hash'],
  ['first-bytes-only', 'half-hash'],
] as const) {
  verifiesClient('client-greeting/nonce-hash-checked', { case: name }, async (judge) => {
    await greetingSucceeds(judge, 'greets-user');
    const scenario = await scenarios['greets-user'](judge);
    scenario.misbehave(`greeting.nonce=${mistake}`);
    await greetingFailed(judge, scenario, await scenario.run());
    judge.expect.equal(scenario.peer.cancellations, ['INVALID_NONCE_HASH'], 'reasons of the cancellations');
    judge.expect.equal(scenario.comparison.shown, [], 'codes shown');
  });
}

const types: Readonly<Record<ScenarioName, string>> = {
  'claims-user': 'invite_user_data',
  'claims-device': 'invite_device_data',
  'greets-user': 'invite_user_confirmation',
  'greets-device': 'invite_device_confirmation',
};

for (const name of allScenarios) {
  verifiesClient('client-greeting/shared-key', { case: name }, async (judge) => {
    const { peer } = await greetingSucceeds(judge, name);
    judge.expect.equal(
      peer.clientPayload().type,
      types[name],
      'type of the payload that opens under the shared key',
    );
  });
}

/** Points of small order, by their number in the table of misbehaviours. */
const smallOrderKeys = { zero: 0, one: 1, 'order-8': 2, 'not-reduced': 4 } as const;

for (const name of ['claims-user', 'greets-user'] as const) {
  for (const [which, point] of Object.entries(smallOrderKeys)) {
    verifiesClient(
      'client-greeting/non-contributory-key-refused',
      { case: `${name}-${which}` },
      async (judge) => {
        await greetingSucceeds(judge, name);
        const scenario = await scenarios[name](judge);
        scenario.misbehave(`greeting.key=small-order-${point}`);
        scenario.comparison.pick = (choices) => choices[0];
        await greetingFailed(judge, scenario, await scenario.run());
        judge.expect.that(scenario.peer.clientSteps.has(0), 'step 0 of the client', 'nothing');
        judge.expect.equal(scenario.comparison.shown, [], 'codes shown');
        judge.expect.equal(scenario.comparison.choices, [], 'codes offered');
      },
    );
  }
}
