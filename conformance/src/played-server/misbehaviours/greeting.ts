import { createHash, randomBytes } from 'node:crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { documentOf, sealBytes } from '../../people/greeting-secrets.ts';
import type { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { Fields } from '../../wire/values.ts';
import type { ForgeryMembers } from './certificates/forgery.ts';
import { type ChangeAnswer, changeReply, type Misbehaviour, variants, words } from './misbehaviour.ts';

/** Changes what the other side of a greeting submitted, if it has one of these fields. */
const changeStep = (fields: readonly string[], change: (bytes: Uint8Array) => Uint8Array): ChangeAnswer =>
  changeReply(['invite_greeter_step', 'invite_claimer_step'], (reply) => {
    const side = 'greeter_step' in reply ? 'greeter_step' : 'claimer_step';
    const step = reply[side] as Fields | undefined;
    const changed = fields.flatMap((field) => {
      const bytes = step?.[field];
      return bytes instanceof Uint8Array ? [[field, change(bytes)] as const] : [];
    });
    return { ...reply, [side]: { ...step, ...Object.fromEntries(changed) } };
  });

/** X25519 public keys that make every shared secret zero: points of small order. */
const smallOrderPoints = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
];

const flipped = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));

/** Changes of the steps of any greeting, which the server sees in clear. */
const changedSteps: readonly Misbehaviour[] = [
  words(
    {
      name: 'greeting.key',
      requirements: ['client-greeting/non-contributory-key-refused'],
      does: "replaces the peer's public key by a point of small order",
    },
    Object.fromEntries(
      smallOrderPoints.map((point, index) => [
        `small-order-${index}`,
        () => changeStep(['public_key'], () => Buffer.from(point, 'hex')),
      ]),
    ),
  ),
  words(
    {
      name: 'greeting.key',
      requirements: ['client-greeting/wrong-code-ends', 'client-greeting/wrong-code-cancels'],
      does: "replaces the peer's public key by another one, so that the codes differ",
    },
    { other: () => changeStep(['public_key'], () => randomBytes(32)) },
  ),
  words(
    {
      name: 'greeting.nonce',
      requirements: [
        'client-greeting/nonce-hash-checked',
        'client-greeting/wrong-code-ends',
        'client-greeting/wrong-code-cancels',
      ],
      does: "replaces the peer's nonce",
    },
    { other: () => changeStep(['greeter_nonce', 'claimer_nonce'], () => randomBytes(64)) },
  ),
  words(
    {
      name: 'greeting.nonce',
      requirements: ['client-greeting/nonce-hash-checked'],
      does: "changes the hash that commits to the claimer's nonce",
    },
    {
      'other-hash': () =>
        changeStep(['hashed_nonce'], () => createHash('sha256').update(randomBytes(64)).digest()),
      'one-bit-of-hash': () => changeStep(['hashed_nonce'], flipped),
      'half-hash': () => changeStep(['hashed_nonce'], (hash) => Uint8Array.from(hash).fill(0, 16)),
    },
  ),
  words(
    {
      name: 'greeting.payload',
      requirements: ['client-greeting/payload-undecipherable'],
      does: "damages the peer's sealed payload, or replaces it by random bytes",
    },
    {
      damaged: () => changeStep(['greeter_payload', 'claimer_payload'], flipped),
      random: () => changeStep(['greeter_payload', 'claimer_payload'], ({ length }) => randomBytes(length)),
    },
  ),
];

/** Makes the peer's sealed payload of its honest one. */
type Spoil = (peer: SimulatedPeer, payload: Fields, members: ForgeryMembers) => Uint8Array;

/** Payloads that do not open under the shared key. */
export const undecipherable: Readonly<Record<string, Spoil>> = {
  'other-key': (_peer, payload) =>
    sealBytes(new Uint8Array(32).fill(7), new Uint8Array(24).fill(7), documentOf(payload)),
  'one-bit': (peer, payload) => flipped(peer.seal(documentOf(payload))),
  'in-clear': (_peer, payload) => documentOf(payload),
  'too-short': (peer, payload) => peer.seal(documentOf(payload)).subarray(0, 30),
  empty: () => new Uint8Array(),
};

const withShortKey = (payload: Fields): Fields =>
  Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [
      key,
      key.endsWith('verify_key') ? new Uint8Array(31) : value,
    ]),
  );

const withoutLabel = (payload: Fields): Fields =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => !key.endsWith('device_label')));

/** Payloads that open, but are no document of the expected schema. */
export const undeserializable: Readonly<Record<string, Spoil>> = {
  'other-format': (peer, payload) => peer.seal(documentOf(payload).fill(1, 0, 1)),
  'no-zstd': (peer) => peer.seal(Buffer.from('\0not compressed at all')),
  empty: (peer) => peer.seal(new Uint8Array()),
  'no-map': (peer, payload) => peer.seal(documentOf([payload] as unknown as Fields)),
  'other-type': (peer, payload) => peer.seal(documentOf({ ...payload, type: 'user_certificate' })),
  'key-too-short': (peer, payload) => peer.seal(documentOf(withShortKey(payload))),
  'field-missing': (peer, payload) => peer.seal(documentOf(withoutLabel(payload))),
};

const withFields =
  (fields: (members: ForgeryMembers) => Fields): Spoil =>
  (peer, payload, members) =>
    peer.seal(documentOf({ ...payload, ...fields(members) }));

const keys = (field: string, byName: Readonly<Record<string, string>>): Readonly<Record<string, Spoil>> =>
  Object.fromEntries(
    Object.entries(byName).map(([name, hex]) => [
      name,
      withFields(() => ({ [field]: Uint8Array.from(Buffer.from(hex, 'hex')) })),
    ]),
  );

/** Ed25519 keys of a claimer that verify no signature, or every signature. */
export const unusableVerifyKeys = keys('verify_key', {
  'verify-key-not-a-point': `02${'00'.repeat(31)}`,
  'verify-key-of-small-order': `01${'00'.repeat(31)}`,
});

/** Keys of a claimer that cannot be used. With the X25519 keys every shared secret is zero. */
export const unusableKeys: Readonly<Record<string, Spoil>> = {
  ...keys('public_key', {
    'public-key-of-small-order-zero': '00'.repeat(32),
    'public-key-of-small-order-8': 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  }),
  ...unusableVerifyKeys,
};

/** Payloads that contradict what the client knows. `claims-device`: only for such a client. */
const inconsistent: Readonly<Record<string, Spoil>> = {
  'another-user': withFields(({ carol }) => ({ user_id: carol.userId })),
  'another-address': withFields(() => ({ human_handle: ['mallory@example.com', 'Alice'] })),
  'keys-of-a-device': withFields(({ alicePerson }) => ({ verify_key: alicePerson.device.key.verifyKey })),
  'keys-of-a-user': withFields(({ alicePerson }) => ({ public_key: alicePerson.privateKey.publicKey })),
  ...unusableKeys,
};

const spoiled = (
  word: string,
  rule: RequirementId,
  does: string,
  cases: Readonly<Record<string, Spoil>>,
): Misbehaviour =>
  variants({ name: 'greeting.payload', word, requirements: [rule], does }, cases, (spoil) => ({
    peer: (peer, members) => {
      peer.sealPayload = (payload) => spoil(peer, payload, members);
    },
  }));

/** Cancels before a step, as a peer whose user saw a wrong code. */
const cancelsBefore =
  (step: number) =>
  (peer: SimulatedPeer): void => {
    peer.alterStep = (each, honest) => {
      if (each === step - 1) peer.cancel('INVALID_SAS_CODE');
      return honest;
    };
  };

/** Names that differ from those that the claimer asked for. */
function rename(peer: SimulatedPeer, { carol }: ForgeryMembers): void {
  peer.payload =
    peer.payload.type === 'invite_user_confirmation'
      ? {
          ...peer.payload,
          ...{ user_id: carol.userId, device_id: carol.device.id, device_label: 'pc-of-robert' },
          ...{ profile: 'OUTSIDER', human_handle: ['robert@example.com', 'Robert'] },
        }
      : { ...peer.payload, device_label: 'second-of-alice', profile: 'STANDARD' };
}

/** What the other side of a greeting does, which shares a key with the client. */
const playedPeer: readonly Misbehaviour[] = [
  spoiled(
    'undecipherable',
    'client-greeting/payload-undecipherable',
    'sends, as the peer, a payload that does not open under the shared key',
    undecipherable,
  ),
  spoiled(
    'undeserializable',
    'client-greeting/payload-undeserializable',
    'sends, as the peer, a payload that opens and is no document of the schema',
    undeserializable,
  ),
  spoiled(
    'inconsistent',
    'client-greeting/payload-inconsistent',
    'sends, as the peer, a payload that contradicts what the client knows, or keys that cannot be used',
    inconsistent,
  ),
  variants(
    {
      name: 'greeting.peer',
      word: 'cancels',
      requirements: ['client-greeting/creation-after-codes'],
      does: 'cancels, as the claimer, before its user has compared the codes',
    },
    { 'before-step-4': cancelsBefore(4), 'before-step-5': cancelsBefore(5) },
    (peer) => ({ peer }),
  ),
  words(
    {
      name: 'greeting.peer',
      requirements: ['client-greeting/creation-after-codes'],
      does: 'answers, as the peer, each step only after two requests',
    },
    {
      slow: () => ({
        peer: (peer) => {
          peer.notReadyReplies = 2;
        },
      }),
    },
  ),
  words(
    {
      name: 'greeting.peer',
      requirements: ['client-greeting/wrong-code-ends'],
      does: 'goes on, as the peer, after the client has cancelled',
    },
    {
      'ignores-cancellation': () => ({
        peer: (peer) => {
          peer.ignoresCancellation = true;
        },
      }),
    },
  ),
  words(
    {
      name: 'greeting.confirmation',
      requirements: ['client-greeting/greeter-has-last-word'],
      does: 'confirms, as the greeter, other names and another profile than the claimer asked for',
    },
    { 'other-names': () => ({ peer: rename }) },
  ),
];

/** The misbehaviours that concern greetings. */
export const greetingMisbehaviours: readonly Misbehaviour[] = [...changedSteps, ...playedPeer];
