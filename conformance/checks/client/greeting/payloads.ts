import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { Fields } from '../../../src/case/expect.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import {
  greetingFailed,
  greetingSucceeds,
  type ScenarioName,
  scenarios,
} from '../../../src/client/greeting/scenarios.ts';
import type { SimulatedPeer } from '../../../src/client/greeting/simulated-peer.ts';
import { documentOf, sealBytes } from '../../../src/people/greeting-secrets.ts';

const allScenarios = Object.keys(scenarios) as ScenarioName[];

/**
 * Asserts that the client cancels with this reason and creates nothing if `spoil` makes the payload
 * of the peer. The valid payload is accepted.
 */
async function refusesPayload(
  judge: ClientJudge,
  name: ScenarioName,
  reason: string,
  spoil: (peer: SimulatedPeer, payload: Fields) => Uint8Array,
): Promise<void> {
  await greetingSucceeds(judge, name);
  const scenario = await scenarios[name](judge);
  scenario.peer.sealPayload = (payload) => spoil(scenario.peer, payload);
  await greetingFailed(judge, scenario, await scenario.run());
  judge.expect.equal(scenario.peer.cancellations, [reason], 'reasons of the cancellations');
}

/** Payloads that do not open under the shared key. */
const undecipherable: Readonly<
  Record<string, (peer: SimulatedPeer, payload: Fields, judge: ClientJudge) => Uint8Array>
> = {
  'other-key': (_peer, payload, judge) =>
    sealBytes(judge.random.bytes(32), judge.random.bytes(24), documentOf(payload)),
  'one-bit': (peer, payload) => flipped(peer.seal(documentOf(payload)), -1),
  'in-clear': (_peer, payload) => documentOf(payload),
  'too-short': (peer, payload) => peer.seal(documentOf(payload)).subarray(0, 30),
  empty: () => new Uint8Array(),
};

/** Payloads that open, but are no document of the expected schema. */
const undeserializable: Readonly<Record<string, (peer: SimulatedPeer, payload: Fields) => Uint8Array>> = {
  'other-format': (peer, payload) => peer.seal(documentOf(payload).fill(1, 0, 1)),
  'no-zstd': (peer) => peer.seal(Buffer.from('\0not compressed at all')),
  empty: (peer) => peer.seal(new Uint8Array()),
  'no-map': (peer, payload) => peer.seal(documentOf([payload] as unknown as Fields)),
  'other-type': (peer, payload) => peer.seal(documentOf({ ...payload, type: 'user_certificate' })),
  'key-too-short': (peer, payload) => peer.seal(documentOf(withShortKey(payload))),
  'field-missing': (peer, payload) => peer.seal(documentOf(withoutLabel(payload))),
};

for (const name of allScenarios) {
  for (const [fault, spoil] of Object.entries(undecipherable))
    verifiesClient('client-greeting/payload-undecipherable', { case: `${name}-${fault}` }, (judge) =>
      refusesPayload(judge, name, 'UNDECIPHERABLE_PAYLOAD', (peer, payload) => spoil(peer, payload, judge)),
    );
  for (const [fault, spoil] of Object.entries(undeserializable))
    verifiesClient('client-greeting/payload-undeserializable', { case: `${name}-${fault}` }, (judge) =>
      refusesPayload(judge, name, 'UNDESERIALIZABLE_PAYLOAD', spoil),
    );
}

/** X25519 public keys with which every shared secret is zero: nothing can be sealed for them. */
const smallOrderKeys = {
  zero: '00'.repeat(32),
  'order-8': 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
};

/** Ed25519 keys that verify no signature, or signatures of anybody. */
const unusableVerifyKeys = {
  'not-a-point': `02${'00'.repeat(31)}`,
  'of-small-order': `01${'00'.repeat(31)}`,
};

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Fields that contradict what the client knows or cannot be used, by scenario. */
const inconsistent: readonly (readonly [ScenarioName, string, (judge: ClientJudge) => Fields])[] = [
  ['claims-device', 'another-user', (judge) => ({ user_id: judge.random.id() })],
  ['claims-device', 'another-address', () => ({ human_handle: ['mallory@example.com', 'Alice'] })],
  [
    'greets-user',
    'keys-of-a-device',
    (judge) => ({ verify_key: judge.cast.person('alice').device.key.verifyKey }),
  ],
  [
    'greets-user',
    'keys-of-a-user',
    (judge) => ({ public_key: judge.cast.person('alice').privateKey.publicKey }),
  ],
  ...Object.entries(smallOrderKeys).map(
    ([which, hex]) =>
      ['greets-user', `public-key-of-small-order-${which}`, () => ({ public_key: bytesOf(hex) })] as const,
  ),
  ...(['greets-user', 'greets-device'] as const).flatMap((name) =>
    Object.entries(unusableVerifyKeys).map(
      ([which, hex]) => [name, `verify-key-${which}`, () => ({ verify_key: bytesOf(hex) })] as const,
    ),
  ),
];

for (const [name, fault, fieldsOf] of inconsistent) {
  verifiesClient('client-greeting/payload-inconsistent', { case: `${name}-${fault}` }, (judge) =>
    refusesPayload(judge, name, 'INCONSISTENT_PAYLOAD', (peer, payload) =>
      peer.seal(documentOf({ ...payload, ...fieldsOf(judge) })),
    ),
  );
}

const withShortKey = (payload: Fields): Fields =>
  Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [
      key,
      key.endsWith('verify_key') ? new Uint8Array(31) : value,
    ]),
  );

const withoutLabel = (payload: Fields): Fields =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => !key.endsWith('device_label')));

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const index = copy.length + at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
