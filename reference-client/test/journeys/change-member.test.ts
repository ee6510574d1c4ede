import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import { DateTime, Float, Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainMember } from '../../src/explain/explain-member.ts';
import { frozenUsers, revokeUser, setProfile } from '../../src/journeys/members.ts';
import { type Acme, relayedAcme } from '../support/acme.ts';
import type { Relay } from '../support/relay.ts';

const bob = Uuid.of(new Uint8Array(16).fill(9));
const at = DateTime.ofMillis(1_700_000_000_000);
let relay: Relay;
let acme: Acme;
beforeEach(async () => {
  ({ relay, acme } = await relayedAcme());
});
afterEach(() => acme.end());

const contentOf = (signed: Uint8Array) => {
  const parts = splitSigned(signed);
  if (parts === undefined) throw new Error('too short');
  const verifyKey = syncCrypto.verifyKeyOf(acme.alice.device.signing_key);
  expect(syncCrypto.verify(verifyKey, parts.message, parts.signature)).toBe(true);
  const read = loadCertificate(parts.message);
  if (!read.ok) throw new Error(read.reason);
  return read.certificate;
};

it('a revocation is a certificate of this device with the current time', async () => {
  // This server accepts the revocation and does not apply it, which the client notices.
  relay.intercept = (request) => (request.cmd === 'user_revoke' ? { status: 'ok' } : undefined);
  const before = DateTime.ofMillis(Date.now());
  expect(await revokeUser(acme.alice, bob)).toEqual({ outcome: 'not-served' });
  const request = relay.heard.map((each) => each.request).findLast(({ cmd }) => cmd === 'user_revoke');
  if (request?.cmd !== 'user_revoke') throw new Error('nothing was revoked');
  const content = contentOf(request.revoked_user_certificate);
  expect(content).toMatchObject({
    type: 'revoked_user_certificate',
    author: acme.alice.device.device_id,
    user_id: bob,
  });
  expect(DateTime.compare(content.timestamp, before)).toBeGreaterThanOrEqual(0);
});

it('a change of profile is one too, later than the newest certificate of the server', async () => {
  const dates: bigint[] = [];
  relay.intercept = (request) => {
    if (request.cmd !== 'user_update') return undefined;
    const content = contentOf(request.user_update_certificate);
    expect(content).toMatchObject({ type: 'user_update_certificate', user_id: bob, new_profile: 'OUTSIDER' });
    dates.push(content.timestamp.micros);
    const later = DateTime.ofMillis(Date.now() + 60_000);
    return dates.length < 2
      ? { status: 'require_greater_timestamp', strictly_greater_than: later }
      : { status: 'ok' };
  };
  expect(await setProfile(acme.alice, bob, 'OUTSIDER')).toEqual({ outcome: 'done' });
  expect(Number((dates[1] ?? 0n) - (dates[0] ?? 0n))).toBeGreaterThan(60_000_000);
});

it('nothing is sent to revoke or change the own user', async () => {
  const before = relay.heard.length;
  const { user_id } = acme.alice.device;
  expect(await revokeUser(acme.alice, user_id)).toEqual({ outcome: 'oneself' });
  expect(await setProfile(acme.alice, user_id, 'STANDARD')).toEqual({ outcome: 'oneself' });
  expect(relay.heard.length).toBe(before);
});

describe('each refusal has its own outcome and explanation', () => {
  const ballpark = {
    ballpark_client_early_offset: new Float(300),
    ballpark_client_late_offset: new Float(320),
    server_timestamp: at,
    client_timestamp: at,
  };
  const refusals = {
    'may-not-change': { status: 'author_not_allowed' },
    'user-unknown': { status: 'user_not_found' },
    'revoked-before': { status: 'user_already_revoked', last_common_certificate_timestamp: at },
    'clock-off': { status: 'timestamp_out_of_ballpark', ...ballpark },
    overtaken: { status: 'require_greater_timestamp', strictly_greater_than: at },
    'certificates-refused': { status: 'invalid_certificate' },
    'unknown-status': { status: 'dummy' },
    offline: 'hang-up' as const,
    'user-frozen': 462,
  };
  const sentences = new Set<string>();
  it.each(Object.entries(refusals))('%s', async (outcome, answer) => {
    relay.intercept = (request) => (request.cmd === 'user_revoke' ? answer : undefined);
    const ended = await revokeUser(acme.alice, bob);
    expect(ended.outcome).toBe(outcome);
    if (ended.outcome === 'done') return;
    const { message, hint } = explainMember(ended);
    expect([message.length > 9, hint.length > 9, sentences.has(message)]).toEqual([true, true, false]);
    sentences.add(message);
  });

  it('gives up after five attempts if others write faster', async () => {
    relay.intercept = (request) => (request.cmd === 'user_update' ? refusals.overtaken : undefined);
    const before = relay.heard.length;
    expect(await setProfile(acme.alice, bob, 'ADMIN')).toEqual({ outcome: 'overtaken' });
    expect(relay.heard.length - before).toBe(5);
  });
});

it('administrators see the frozen users', async () => {
  relay.intercept = () => ({ status: 'ok', frozen_users: [bob] });
  expect(await frozenUsers(acme.alice)).toEqual([bob]);
  relay.intercept = () => ({ status: 'author_not_allowed' });
  expect(await frozenUsers(acme.alice)).toBeUndefined();
});
