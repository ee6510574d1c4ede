import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type ScenarioName,
  scenarios,
} from '../../../src/client/greeting/scenarios.ts';
import { sodium } from '../../../src/people/keys.ts';

const allScenarios = Object.keys(scenarios) as ScenarioName[];

for (const [name, hashOf] of [
  ['other-nonce', (nonce: Uint8Array) => sodium.crypto_hash_sha256(nonce.toReversed())],
  ['one-bit', (nonce: Uint8Array) => flipped(sodium.crypto_hash_sha256(nonce), 31)],
  ['first-bytes-only', (nonce: Uint8Array) => sodium.crypto_hash_sha256(nonce).fill(0, 16)],
] as const) {
  verifiesClient('client-greeting/nonce-hash-checked', { case: name }, async (judge) => {
    await greetingSucceeds(judge, 'greets-user');
    const scenario = await scenarios['greets-user'](judge);
    const { nonce } = scenario.peer;
    scenario.peer.alterStep = (step, honest) => (step === 1 ? { hashed_nonce: hashOf(nonce) } : honest);
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

/** X25519 public keys that make every shared secret zero: points of small order. */
const smallOrderKeys = {
  zero: '00'.repeat(32),
  one: `01${'00'.repeat(31)}`,
  'order-8': 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  'not-reduced': `ec${'ff'.repeat(30)}7f`,
} as const;

for (const name of ['claims-user', 'greets-user'] as const) {
  for (const [which, hex] of Object.entries(smallOrderKeys)) {
    verifiesClient(
      'client-greeting/non-contributory-key-refused',
      { case: `${name}-${which}` },
      async (judge) => {
        await greetingSucceeds(judge, name);
        const scenario = await scenarios[name](judge);
        const public_key = Uint8Array.from(Buffer.from(hex, 'hex'));
        scenario.peer.alterStep = (step, honest) => (step === 0 ? { public_key } : honest);
        scenario.comparison.pick = (choices) => choices[0];
        await greetingFailed(judge, scenario, await scenario.run());
        judge.expect.that(scenario.peer.clientSteps.has(0), 'step 0 of the client', 'nothing');
        judge.expect.equal(scenario.comparison.shown, [], 'codes shown');
        judge.expect.equal(scenario.comparison.choices, [], 'codes offered');
      },
    );
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
