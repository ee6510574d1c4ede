import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import type { DateTime } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import {
  deviceCreation,
  inSeconds,
  type Member,
  newMember,
  profileChange,
  revocation,
  userCreation,
} from './members.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

interface Seen {
  readonly bytes: Buffer;
  readonly type: string;
  readonly isRedacted: boolean;
}

async function seen(
  { ask }: TestOrganization,
  reader: Member,
  after: DateTime | null = null,
): Promise<readonly Seen[]> {
  const { reply } = await ask(reader, {
    cmd: 'certificate_get',
    common_after: after,
    sequester_after: null,
    shamir_recovery_after: null,
    realm_after: new Map(),
  });
  if (reply?.status !== 'ok') throw new Error('the history is open to every member');
  expect(reply.sequester_certificates).toEqual([]);
  expect(reply.shamir_recovery_certificates).toEqual([]);
  expect(reply.realm_certificates).toEqual(new Map());
  return reply.common_certificates.map((bytes) => {
    const loaded = loadCertificate(splitSigned(bytes)?.message ?? new Uint8Array());
    if (!loaded.ok) throw new Error(`what was accepted loads: ${loaded.reason}`);
    const { certificate } = loaded;
    const isRedacted =
      (certificate.type === 'user_certificate' && certificate.human_handle === null) ||
      (certificate.type === 'device_certificate' && certificate.device_label === null);
    return { bytes: Buffer.from(bytes), type: certificate.type, isRedacted };
  });
}

/** A history of one of each kind, and the bytes that were sent, full and redacted. */
async function written() {
  const organization = await organizationOn();
  const { ask, alice, enrol, later } = organization;
  const mallory = await enrol('mallory', { user: { profile: 'OUTSIDER' } });
  const bob = newMember('bob');
  const phone = newMember('phone');
  const at = [later(), later(), later(), later()] as const;
  const created = userCreation(alice, bob, { at: at[0] });
  const added = deviceCreation(bob, phone, { at: at[1] });
  const changed = profileChange(alice, bob.userId, 'ADMIN', at[2]);
  const revoked = revocation(alice, bob.userId, at[3]);
  for (const [author, request] of [
    [alice, created],
    [bob, added],
    [alice, changed],
    [alice, revoked],
  ] as const)
    expect(await ask(author, request)).toMatchObject({ status: 'ok' });
  const others = [changed.user_update_certificate, revoked.revoked_user_certificate];
  const full = [created.user_certificate, created.device_certificate, added.device_certificate, ...others];
  const redacted = [
    created.redacted_user_certificate,
    created.redacted_device_certificate,
    added.redacted_device_certificate,
    ...others,
  ];
  return { organization, mallory, at, full: full.map(buffer), redacted: redacted.map(buffer) };
}

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

describe('the common history', () => {
  test('is returned as sent, byte for byte, in order, a user before the device of the same time', async () => {
    const { organization, full } = await written();
    const history = await seen(organization, organization.alice);
    expect(history.map(({ type }) => type)).toEqual([
      'user_certificate',
      'device_certificate',
      'user_certificate',
      'device_certificate',
      'user_certificate',
      'device_certificate',
      'device_certificate',
      'user_update_certificate',
      'revoked_user_certificate',
    ]);
    expect(history.slice(4).map(({ bytes }) => bytes)).toEqual(full);
    expect(history.every(({ isRedacted }) => !isRedacted)).toBe(true);
  });

  test('has no names for an OUTSIDER, not even the own', async () => {
    const { organization, mallory, redacted } = await written();
    const history = await seen(organization, mallory);
    expect(history).toHaveLength(9);
    expect(history.slice(4).map(({ bytes }) => bytes)).toEqual(redacted);
    expect(history.slice(0, 7).every(({ isRedacted }) => isRedacted)).toBe(true);
  });

  test('follows the profile that the reader has now', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const bob = await enrol('bob');
    const redacted = async () => (await seen(organization, bob)).map(({ isRedacted }) => isRedacted);
    expect(await redacted()).toEqual([false, false, false, false]);
    await ask(alice, profileChange(alice, bob.userId, 'OUTSIDER', later()));
    expect(await redacted()).toEqual([true, true, true, true, false]);
    await ask(alice, profileChange(alice, bob.userId, 'STANDARD', later()));
    expect(await redacted()).toEqual([false, false, false, false, false, false]);
  });

  test('is returned after a cursor, which is exclusive and never splits a pair', async () => {
    const { organization, at } = await written();
    const count = async (after: DateTime | null) =>
      (await seen(organization, organization.alice, after)).length;
    expect(await count(at[0].plus(-1n))).toBe(5);
    expect(await count(at[0])).toBe(3);
    expect(await count(at[1])).toBe(2);
    expect(await count(at[3])).toBe(0);
  });

  test('is complete for the last user who joins', async () => {
    const { organization } = await written();
    const late = await organization.enrol('late');
    expect((await seen(organization, late)).map(({ bytes }) => bytes)).toEqual(
      (await seen(organization, organization.alice)).map(({ bytes }) => bytes),
    );
  });

  test('never takes a time that is not later, by whatever command', async () => {
    const organization = await organizationOn();
    const { ask, alice } = organization;
    const bob = newMember('bob');
    const last = inSeconds(100);
    expect(await ask(alice, userCreation(alice, bob, { at: last }))).toMatchObject({ status: 'ok' });
    const before = await seen(organization, alice);
    for (const at of [last, inSeconds(1)]) {
      for (const request of [
        userCreation(alice, newMember('carol'), { at }),
        deviceCreation(alice, newMember('phone'), { at }),
        profileChange(alice, bob.userId, 'ADMIN', at),
        revocation(alice, bob.userId, at),
      ])
        expect((await ask(alice, request)).reply).toEqual({
          status: 'require_greater_timestamp',
          strictly_greater_than: last,
        });
    }
    expect(await seen(organization, alice)).toEqual(before);
  });
});
