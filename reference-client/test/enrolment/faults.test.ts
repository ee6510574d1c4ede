import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { writeDocument } from '@parsec-spec/spec/certificates';
import { sasChoices } from '@parsec-spec/spec/client-rules';
import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { type Payload, sealPayload } from '@parsec-spec/spec/payloads';
import type { InvitationAddress } from '@parsec-spec/spec/urls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Acme, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';
import { playClaimer, playGreeter, type Tricks } from '../support/scripted-side.ts';
import { type Manner, twoPeople } from '../support/two-people.ts';

const crypto = syncCrypto;
let relay: Relay;
let acme: Acme;
let address: InvitationAddress;
beforeEach(async () => {
  ({ relay, acme } = await relayedAcme());
  address = await acme.invite('bob@example.com');
});
afterEach(() => acme.end());

const cancels = (): unknown[] =>
  relay.heard.flatMap(({ request }) => ('reason' in request ? [request.reason] : []));
const created = (): boolean =>
  relay.commands().some((cmd) => cmd === 'user_create' || cmd === 'device_create');
const sealed = (payload: Payload) => (key: Uint8Array) => sealPayload(crypto, key, payload);
const boxed = (plain: Uint8Array) => (key: Uint8Array) =>
  crypto.secretboxSeal(key, crypto.randomBytes(24), plain);

const data = (more: object = {}): Payload => ({
  type: 'invite_user_data',
  requested_device_label: 'pc',
  requested_human_handle: ['bob@example.com', 'Bob'],
  public_key: crypto.publicKeyOf(new Uint8Array(32).fill(9)),
  verify_key: crypto.verifyKeyOf(new Uint8Array(32).fill(9)),
  ...more,
});

const smallOrder = new Uint8Array(32);

/** Runs a scripted claimer against the greeter under test, which picks the claimer's code. */
async function greeted(tricks: Tricks, manner: Manner = {}) {
  const between = twoPeople(manner);
  const codes = (of: { claimer: string }): void => void between.claimer.showCode(of.claimer);
  const [ended, played] = await Promise.all([
    acme.greet(address, { person: between.greeter }),
    playClaimer(acme, address, { codes, ...tricks }),
  ]);
  return { ended, played, between };
}

describe('the greeter', () => {
  it('enrols an honest claimer', async () => {
    const { ended, played } = await greeted({ payload: sealed(data()) });
    expect([ended.outcome, played.step, cancels(), created()]).toEqual(['greeted', 9, [], true]);
  });

  it('cancels with INVALID_NONCE_HASH if the nonce does not match its hash, and shows no code', async () => {
    const { ended, between } = await greeted({ otherNonce: true });
    expect([ended.outcome, cancels(), created()]).toEqual(['nonce-differs', ['INVALID_NONCE_HASH'], false]);
    expect(between.greeter.heard.shown).toEqual([]);
  });

  it('refuses a public key that makes the secret zero', async () => {
    const { ended, between } = await greeted({ publicKey: smallOrder });
    expect([ended.outcome, created()]).toEqual(['peer-key-refused', false]);
    expect(between.greeter.heard.shown).toEqual([]);
  });

  it.each([
    ['a decoy', (code: string, choices: readonly string[]) => choices.find((each) => each !== code)],
    ['none of the codes', () => undefined],
    ['a code that was not shown', () => 'AAAA'],
  ])('cancels with INVALID_SAS_CODE when the person picks %s', async (_name, greeterPicks) => {
    const { ended, played } = await greeted({ payload: sealed(data()) }, { greeterPicks });
    expect([ended.outcome, cancels(), created()]).toEqual(['codes-differ', ['INVALID_SAS_CODE'], false]);
    expect([played.last.outcome, played.last.reason]).toEqual(['attempt-cancelled', 'INVALID_SAS_CODE']);
  });

  const otherKey = (key: Uint8Array): Uint8Array => sealed(data())(key.map((byte) => byte ^ 1));
  const payloads: Record<string, [string, (key: Uint8Array) => Uint8Array]> = {
    'is empty': ['UNDECIPHERABLE_PAYLOAD', () => new Uint8Array()],
    'is sealed under another key': ['UNDECIPHERABLE_PAYLOAD', otherKey],
    'is no document': ['UNDESERIALIZABLE_PAYLOAD', boxed(Uint8Array.of(1, 2, 3))],
    'lacks a field': ['UNDESERIALIZABLE_PAYLOAD', boxed(writeDocument({ type: 'invite_user_data' }))],
    'is of a device': [
      'UNDESERIALIZABLE_PAYLOAD',
      (key) =>
        sealed({ type: 'invite_device_data', requested_device_label: 'pc', verify_key: new Uint8Array(32) })(
          key,
        ),
    ],
    'holds a verify key of small order': ['INCONSISTENT_PAYLOAD', sealed(data({ verify_key: smallOrder }))],
    'holds a public key of small order': ['INCONSISTENT_PAYLOAD', sealed(data({ public_key: smallOrder }))],
    'holds the key of a device that is known': [
      'INCONSISTENT_PAYLOAD',
      (key) => sealed(data({ verify_key: crypto.verifyKeyOf(acme.alice.device.signing_key) }))(key),
    ],
    'holds the key of a user who is known': [
      'INCONSISTENT_PAYLOAD',
      (key) => sealed(data({ public_key: crypto.publicKeyOf(acme.alice.device.private_key) }))(key),
    ],
  };
  it.each(Object.entries(payloads))(
    'cancels when the payload %s, and enrols nobody',
    async (_name, [reason, payload]) => {
      const { ended, between } = await greeted({ payload });
      expect(ended).toMatchObject({ outcome: 'payload-refused', reason });
      expect([cancels(), created(), between.greeter.heard.asked]).toEqual([[reason], false, []]);
    },
  );

  it('ends the attempt if the person refuses the claimer', async () => {
    const { ended } = await greeted({ payload: sealed(data()) }, { grant: () => undefined });
    expect([ended.outcome, cancels(), created()]).toEqual(['declined', ['MANUALLY_CANCELLED'], false]);
  });

  it('reports why the server refused the newcomer', async () => {
    const refusals = {
      author_not_allowed: 'may-not-enrol',
      active_users_limit_reached: 'users-limit-reached',
      human_handle_already_taken: 'address-taken',
      invalid_certificate: 'certificates-refused',
    };
    for (const [status, outcome] of Object.entries(refusals)) {
      relay.intercept = (request) => (request.cmd === 'user_create' ? { status } : undefined);
      const { ended, played } = await greeted({ payload: sealed(data()) });
      expect([ended.outcome, played.last.reason]).toEqual([outcome, 'MANUALLY_CANCELLED']);
    }
  });
});

/** Runs a scripted greeter against the claimer under test, which picks the greeter's code. */
async function claimed(tricks: Tricks, manner: Manner = {}, at: InvitationAddress = address) {
  const between = twoPeople(manner);
  const codes = (of: { greeter: string }): void => void between.greeter.showCode(of.greeter);
  const [ended, played] = await Promise.all([
    acme.claim(at, 'bob', { person: between.claimer }),
    playGreeter(acme, at, { codes, ...tricks }),
  ]);
  return { ended, played, between };
}

const confirmation = (more: object = {}): Payload => ({
  type: 'invite_user_confirmation',
  user_id: Uuid.of(new Uint8Array(16).fill(1)),
  device_id: Uuid.of(new Uint8Array(16).fill(2)),
  device_label: 'pc',
  human_handle: ['bob@example.com', 'Bob'],
  profile: 'STANDARD',
  root_verify_key: acme.alice.device.root_verify_key,
  ...more,
});

const devices = async (): Promise<string[]> => {
  const folder = acme.folder('bob');
  return existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.keys')) : [];
};

describe('the claimer', () => {
  it('accepts the confirmation of an honest greeter', async () => {
    const { ended, played } = await claimed({ payload: (key) => sealed(confirmation())(key) });
    expect([ended.outcome, played.step, cancels(), (await devices()).length]).toEqual(['claimed', 9, [], 1]);
  });

  it('refuses a public key that makes the secret zero, and shows no code', async () => {
    const { ended, between } = await claimed({ publicKey: smallOrder });
    expect([ended.outcome, between.claimer.heard.shown, between.claimer.heard.choices]).toEqual([
      'peer-key-refused',
      [],
      [],
    ]);
  });

  it('cancels with INVALID_SAS_CODE if the person picks a wrong code, shows no code of its own, and leaves no file', async () => {
    const wrong = (code: string): string => sasChoices(crypto, code).find((each) => each !== code) ?? '';
    const { ended, played, between } = await claimed({}, { claimerPicks: wrong });
    expect([ended.outcome, cancels(), between.claimer.heard.shown]).toEqual([
      'codes-differ',
      ['INVALID_SAS_CODE'],
      [],
    ]);
    expect([played.last.reason, existsSync(acme.folder('bob'))]).toEqual(['INVALID_SAS_CODE', false]);
  });

  const payloads: Record<string, [string, (key: Uint8Array) => Uint8Array]> = {
    'is empty': ['UNDECIPHERABLE_PAYLOAD', () => new Uint8Array()],
    'is sealed under another key': [
      'UNDECIPHERABLE_PAYLOAD',
      (key) => sealed(confirmation())(key.map((byte) => byte ^ 1)),
    ],
    'is no document': ['UNDESERIALIZABLE_PAYLOAD', boxed(Uint8Array.of(0))],
    'is what the claimer itself sends': ['UNDESERIALIZABLE_PAYLOAD', sealed(data())],
    'has another profile than there are': [
      'UNDESERIALIZABLE_PAYLOAD',
      (key) => boxed(writeDocument({ ...(confirmation() as object), profile: 'OWNER' }))(key),
    ],
    'holds a root key of small order': [
      'INCONSISTENT_PAYLOAD',
      (key) => sealed(confirmation({ root_verify_key: smallOrder }))(key),
    ],
  };
  it.each(Object.entries(payloads))(
    'cancels when the confirmation %s, and keeps no device',
    async (_name, [reason, payload]) => {
      const { ended } = await claimed({ payload });
      expect(ended).toMatchObject({ outcome: 'unconfirmed', cause: { outcome: 'payload-refused', reason } });
      expect([cancels(), await devices()]).toEqual([[reason], []]);
    },
  );

  it('of a device refuses a confirmation about another user', async () => {
    const own = await acme.inviteDevice();
    const { device } = acme.alice;
    const about = (user_id: Uuid) => (key: Uint8Array) =>
      sealed({
        ...confirmation({ user_id, human_handle: device.human_handle, profile: 'ADMIN' }),
        type: 'invite_device_confirmation',
        private_key: device.private_key,
        user_realm_id: device.user_realm_id,
        user_realm_key: device.user_realm_key,
      } as Payload)(key);
    const wrong = await claimed({ payload: about(Uuid.of(new Uint8Array(16).fill(7))) }, {}, own);
    expect(wrong.ended).toMatchObject({ cause: { reason: 'INCONSISTENT_PAYLOAD' } });
    expect(await devices()).toEqual([]);
    const right = await claimed({ payload: about(device.user_id) }, {}, own);
    expect([right.ended.outcome, (await devices()).length]).toEqual(['claimed', 1]);
  });

  it('refuses a reply with another step number', async () => {
    relay.intercept = (request) =>
      'claimer_step' in request && request.claimer_step.step === 'NUMBER_2_GET_NONCE'
        ? { status: 'ok', greeter_step: { step: 'NUMBER_4_WAIT_PEER_TRUST' } }
        : undefined;
    const { ended } = await claimed({ until: 3 });
    expect(ended).toMatchObject({ outcome: 'unreadable-reply' });
  });
});
