import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type ScenarioName,
  scenarios,
} from '../../../src/played-server/greeting/scenarios.ts';
import {
  undecipherable,
  undeserializable,
  unusableKeys,
  unusableVerifyKeys,
} from '../../../src/played-server/misbehaviours/greeting.ts';

const allScenarios = Object.keys(scenarios) as ScenarioName[];

/**
 * Asserts that the client cancels with this reason and creates nothing if the peer sends such a
 * payload. The valid payload is accepted.
 */
async function refusesPayload(
  judge: ClientJudge,
  name: ScenarioName,
  reason: string,
  mistake: string,
): Promise<void> {
  await greetingSucceeds(judge, name);
  const scenario = await scenarios[name](judge);
  scenario.misbehave(`greeting.payload=${mistake}`);
  await greetingFailed(judge, scenario, await scenario.run());
  judge.expect.equal(scenario.peer.cancellations, [reason], 'reasons of the cancellations');
}

for (const name of allScenarios) {
  for (const mistake of Object.keys(undecipherable))
    verifiesClient('client-greeting/payload-undecipherable', { case: `${name}-${mistake}` }, (judge) =>
      refusesPayload(judge, name, 'UNDECIPHERABLE_PAYLOAD', `undecipherable:${mistake}`),
    );
  for (const mistake of Object.keys(undeserializable))
    verifiesClient('client-greeting/payload-undeserializable', { case: `${name}-${mistake}` }, (judge) =>
      refusesPayload(judge, name, 'UNDESERIALIZABLE_PAYLOAD', `undeserializable:${mistake}`),
    );
}

// What each side knows about the other.
for (const [name, mistake] of [
  ['claims-device', 'another-user'],
  ['claims-device', 'another-address'],
  ['greets-user', 'keys-of-a-device'],
  ['greets-user', 'keys-of-a-user'],
  ...Object.keys(unusableKeys).map((mistake) => ['greets-user', mistake] as const),
  ...Object.keys(unusableVerifyKeys).map((mistake) => ['greets-device', mistake] as const),
] as const) {
  verifiesClient('client-greeting/payload-inconsistent', { case: `${name}-${mistake}` }, (judge) =>
    refusesPayload(judge, name, 'INCONSISTENT_PAYLOAD', `inconsistent:${mistake}`),
  );
}
