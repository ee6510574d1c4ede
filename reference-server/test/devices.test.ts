import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { type DeviceChanges, deviceCreation, inSeconds, newId, newMember, revocation } from './members.ts';
import { organizationOn } from './organization.ts';

const info = { cmd: 'organization_info' } as const;
const stranger = nodeCrypto.randomBytes(32);

const faults: Readonly<Record<string, DeviceChanges>> = {
  'for another user': { device: { user_id: newId() } },
  'full certificate signed by another key': { fullDevice: { signedBy: stranger } },
  'redacted certificate signed by another key': { redactedDevice: { signedBy: stranger } },
  'by nobody': { device: { author: null } },
  'full certificate without label': { fullDevice: { fields: { device_label: null } } },
  'redacted certificate with a label': { redactedDevice: { fields: { device_label: 'x' } } },
  'redacted of another time': { redactedDevice: { fields: { timestamp: inSeconds(-3) } } },
  'redacted of another user': { redactedDevice: { fields: { user_id: newId() } } },
  'redacted of another id': { redactedDevice: { fields: { device_id: newId() } } },
  'redacted of another key': { redactedDevice: { fields: { verify_key: nodeCrypto.verifyKeyOf(stranger) } } },
  'redacted of another purpose': { redactedDevice: { fields: { purpose: 'REGISTRATION' } } },
  'key of small order': { device: { verify_key: new Uint8Array(32) } },
};

describe('device_create', () => {
  test.each(['ADMIN', 'STANDARD', 'OUTSIDER'] as const)(
    'adds devices to a user who is %s',
    async (profile) => {
      const { ask, enrol, later, administer } = await organizationOn({ settings: { active_users_limit: 2 } });
      const bob = await enrol('bob', { user: { profile } });
      for (const label of ['phone', 'x'.repeat(255), 'é'.repeat(127)]) {
        const added = { ...newMember('bob'), userId: bob.userId };
        const request = deviceCreation(bob, added, { at: later(), device: { device_label: label } });
        const redacted = { ...request, redacted_device_certificate: request.redacted_device_certificate };
        expect(await ask(bob, redacted)).toMatchObject({ status: 'ok' });
        expect(await ask(added, info)).toMatchObject({ status: 'ok' });
        expect(await ask({ ...added, seed: bob.seed }, info)).toMatchObject({ http: 403 });
      }
      expect((await administer('GET', '/stats')).body).toMatchObject({ active_users: 2 });
    },
  );

  test.each(Object.entries(faults))('refuses: %s', async (_, changes) => {
    const { ask, alice, later } = await organizationOn();
    const phone = { ...newMember('alice'), userId: alice.userId };
    expect(await ask(alice, deviceCreation(alice, phone, { at: later(), ...changes }))).toMatchObject({
      status: 'invalid_certificate',
    });
    expect(await ask(phone, info)).toMatchObject({ http: 403 });
    expect(await ask(alice, deviceCreation(alice, phone, { at: later() }))).toMatchObject({ status: 'ok' });
    expect(await ask(phone, info)).toMatchObject({ status: 'ok' });
  });

  test('is signed by the very device that sends it, not by another one of the user', async () => {
    const { ask, alice, later } = await organizationOn();
    const phone = { ...newMember('alice'), userId: alice.userId };
    await ask(alice, deviceCreation(alice, phone, { at: later() }));
    const tablet = newMember('alice');
    const byPhone = deviceCreation(phone, tablet, { at: later() });
    expect(await ask(alice, byPhone)).toMatchObject({ status: 'invalid_certificate' });
    expect(await ask(phone, byPhone)).toMatchObject({ status: 'ok' });
  });

  test('never takes an identifier twice, whichever user has it', async () => {
    const { ask, alice, enrol, later } = await organizationOn();
    const bob = await enrol('bob');
    const gone = await enrol('gone');
    await ask(alice, revocation(alice, gone.userId, later()));
    for (const { deviceId } of [alice, bob, gone]) {
      const request = deviceCreation(alice, { ...newMember('alice'), deviceId }, { at: later() });
      expect(await ask(alice, request)).toMatchObject({ status: 'device_already_exists' });
    }
  });

  test('takes a time in the window, later than the last certificate of any user', async () => {
    const { ask, alice, enrol } = await organizationOn();
    const bob = await enrol('bob');
    const last = inSeconds(200);
    const add = (by: typeof alice, at: typeof last) =>
      ask(by, deviceCreation(by, newMember('device'), { at }));
    for (const off of [310, -350])
      expect(await add(alice, inSeconds(off))).toMatchObject({ status: 'timestamp_out_of_ballpark' });
    expect(await add(bob, last)).toMatchObject({ status: 'ok' });
    for (const at of [last, last.plus(-1n)]) {
      expect((await add(alice, at)).reply).toEqual({
        status: 'require_greater_timestamp',
        strictly_greater_than: last,
      });
    }
    expect(await add(alice, last.plus(1n))).toMatchObject({ status: 'ok' });
  });

  test('refuses junk in either slot', async () => {
    const { ask, alice, later } = await organizationOn();
    const request = deviceCreation(alice, newMember('alice'), { at: later() });
    for (const slot of ['device_certificate', 'redacted_device_certificate'] as const) {
      const broken = { ...request, [slot]: nodeCrypto.randomBytes(100) };
      expect(await ask(alice, broken)).toMatchObject({ status: 'invalid_certificate' });
    }
    expect(await ask(alice, request)).toMatchObject({ status: 'ok' });
  });
});
