import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { Listener } from './listener.ts';
import { deviceCreation, newMember, profileChange, revocation, userCreation } from './members.ts';
import { organizationBehind, organizationOn } from './organization.ts';

const { randomBytes } = nodeCrypto;
const noise = () => Buffer.from(randomBytes(16)).toString('hex');

describe('a stream', () => {
  test('begins with the configuration of this moment, without an id', async () => {
    const organization = await organizationOn({
      settings: { active_users_limit: 7, user_profile_outsider_allowed: false },
      config: { sse_keepalive: 12 },
    });
    const listener = await Listener.open(organization, organization.alice);
    expect(listener.status).toBe(200);
    expect(listener.headers).toContainEqual(['Content-Type', 'text/event-stream; charset=utf-8']);
    expect(listener.headers).toContainEqual(['Cache-Control', 'no-cache']);
    const first = await listener.next();
    expect(first).toMatchObject({
      told: {
        event: 'ORGANIZATION_CONFIG',
        active_users_limit: 7,
        user_profile_outsider_allowed: false,
        sse_keepalive_seconds: 12,
        realm_minimum_archiving_period_before_deletion: 2_592_000,
      },
    });
    expect(first.id).toBeUndefined();
    await organization.administer('PATCH', '', { active_users_limit: null });
    const again = await Listener.open(organization, organization.alice);
    expect((await again.next()).told).toMatchObject({ active_users_limit: null });
  });

  test('tells the example of the protocol byte for byte', async () => {
    const organization = await organizationOn({
      settings: { realm_minimum_archiving_period_before_deletion: 2_592_000 },
    });
    const listener = await Listener.open(organization, organization.alice);
    expect((await listener.next()).text).toBe(
      'data:hqZzdGF0dXOib2ulZXZlbnSzT1JHQU5JWkFUSU9OX0NPTkZJR7JhY3RpdmVfdXNlcnNfbGltaXTA2S5yZWFsbV9taW5pbXVtX2FyY2hpdmluZ19wZXJpb2RfYmVmb3JlX2RlbGV0aW9uzgAnjQC1c3NlX2tlZXBhbGl2ZV9zZWNvbmRzHr11c2VyX3Byb2ZpbGVfb3V0c2lkZXJfYWxsb3dlZMM=\n\n',
    );
  });

  test('shows after each silence that it lives, and says that it never will where that is off', async () => {
    const organization = await organizationOn({ config: { sse_keepalive: 1 } });
    const listener = await Listener.tuned(organization, organization.alice);
    for (let traffic = 0; traffic < 2; traffic++) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await organization.enrol(`p${traffic}`);
      let heard = await listener.next();
      // A machine that was suspended causes keep-alive frames.
      while (heard.kind === 'keepalive') heard = await listener.next();
      expect(heard).toMatchObject({ told: { event: 'COMMON_CERTIFICATE' } });
    }
    // Traffic is sign enough: the silence is counted anew after each frame.
    const talked = Date.now();
    expect((await listener.next()).kind).toBe('keepalive');
    expect(Date.now() - talked).toBeGreaterThan(900);
    expect((await listener.next()).kind).toBe('keepalive');
    listener.close();
    const silent = await organizationOn({ config: { sse_keepalive: null } });
    const open = await Listener.open(silent, silent.alice);
    expect((await open.next()).told).toMatchObject({ sse_keepalive_seconds: null });
    expect(await open.rest()).toEqual([]);
  });

  test('reports every common certificate to all users, its author included, once it can be fetched', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const bob = await enrol('bob', { user: { profile: 'OUTSIDER' } });
    const listeners = await Promise.all([alice, alice, bob].map((one) => Listener.tuned(organization, one)));
    const at = [later(), later(), later(), later()] as const;
    const carol = newMember('carol');
    const requests = [
      userCreation(alice, carol, { at: at[0] }),
      deviceCreation(alice, newMember('alice'), { at: at[1] }),
      profileChange(alice, carol.userId, 'ADMIN', at[2]),
      revocation(alice, carol.userId, at[3]),
    ];
    for (const [index, request] of requests.entries()) {
      const heard = listeners.map(async (listener) => {
        const { told, id } = await listener.next();
        const { reply } = await ask(alice, {
          cmd: 'certificate_get',
          common_after: at[index]?.plus(-1n) ?? null,
          sequester_after: null,
          shamir_recovery_after: null,
          realm_after: new Map(),
        });
        return { told, id, certificates: reply?.status === 'ok' ? reply.common_certificates.length : 0 };
      });
      expect(await ask(alice, request)).toMatchObject({ status: 'ok' });
      const all = await Promise.all(heard);
      for (const { told, certificates } of all) {
        expect(told).toEqual({ event: 'COMMON_CERTIFICATE', timestamp: at[index] });
        expect(certificates).toBe(index === 0 ? 2 : 1);
      }
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    }
  });

  test('reports nothing about refused commands, earlier times or other organizations', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later, talk } = organization;
    const other = await organizationBehind(talk);
    await enrol('early');
    const listener = await Listener.tuned(organization, alice);
    const elsewhere = await Listener.tuned(other, other.alice);
    const refused = userCreation(alice, newMember('early'), { at: later() });
    expect(await ask(alice, refused)).toMatchObject({ status: 'human_handle_already_taken' });
    expect(await listener.rest()).toEqual([]);
    await other.enrol('stranger');
    expect(await elsewhere.rest()).toHaveLength(1);
    expect(await listener.rest()).toEqual([]);
    await enrol('late');
    expect(await listener.rest()).toHaveLength(1);
    expect(await elsewhere.rest()).toEqual([]);
  });

  test('tells a ping of a device to the whole organization, in debug mode', async () => {
    const organization = await organizationOn({ config: { debug: true } });
    const bob = await organization.enrol('bob');
    const listeners = [organization.alice, bob].map((one) => Listener.tuned(organization, one));
    const opened = await Promise.all(listeners);
    expect(await organization.ask(bob, { cmd: 'ping', ping: 'hello' })).toMatchObject({ status: 'ok' });
    for (const listener of opened)
      expect((await listener.next()).told).toEqual({ event: 'PINGED', ping: 'hello' });
  });
});

describe('taking up again', () => {
  test('replays the events after a known id in any spelling, and then continues live', async () => {
    const organization = await organizationOn();
    const { alice, enrol } = organization;
    const first = await Listener.tuned(organization, alice);
    for (const name of ['a', 'b', 'c']) await enrol(name);
    const heard = await first.rest();
    expect(heard).toHaveLength(3);
    const id = heard[0]?.id ?? '';
    const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5').toUpperCase();
    for (const spelling of [id, dashed, `{${id}}`]) {
      const again = await Listener.tuned(organization, alice, spelling);
      expect(await again.rest()).toEqual(heard.slice(1));
      again.close();
    }
    const again = await Listener.tuned(organization, alice, id);
    await enrol('live');
    expect(await again.rest()).toEqual([...heard.slice(1), ...(await first.rest())]);
  });

  test('keeps the order during concurrent changes, and sends no event twice', async () => {
    const organization = await organizationOn();
    const { alice, enrol } = organization;
    const first = await Listener.tuned(organization, alice);
    for (const name of ['a', 'b']) await enrol(name);
    const heard = await first.rest();
    const [again] = await Promise.all([
      Listener.tuned(organization, alice, heard[0]?.id),
      ...['c', 'd', 'e'].map((name) => enrol(name)),
    ]);
    const later = [...heard.slice(1), ...(await first.rest())];
    expect(await again.rest()).toEqual(later);
    expect(later).toHaveLength(4);
  });

  test('is missed_events after an unknown id, and treats a malformed id as absent', async () => {
    const organization = await organizationOn();
    const { alice, enrol } = organization;
    await enrol('a');
    const unknown = await Listener.tuned(organization, alice, noise());
    expect((await unknown.next()).kind).toBe('missed_events');
    for (const odd of ['', ' ', 'word', noise().slice(1)]) {
      const listener = await Listener.tuned(organization, alice, odd);
      expect(await listener.rest()).toEqual([]);
      listener.close();
    }
    await enrol('b');
    expect((await unknown.rest()).map(({ told }) => told?.event)).toEqual(['COMMON_CERTIFICATE']);
  });

  test('replays 100 events, and says missed_events for 101 or an id out of the last 1024', async () => {
    const organization = await organizationOn({ config: { debug: true } });
    const { alice, ask, talk } = organization;
    const other = await organizationBehind(talk);
    const first = await Listener.tuned(organization, alice);
    const ping = () => ask(alice, { cmd: 'ping', ping: 'x' });
    await ping();
    const { id } = await first.next();
    for (let count = 0; count < 100; count++) await ping();
    const hundred = await Listener.tuned(organization, alice, id);
    expect(await hundred.rest()).toHaveLength(100);
    await ping();
    const newest = (await hundred.next()).id;
    const more = await Listener.tuned(organization, alice, id);
    expect((await more.rest()).map(({ kind }) => kind)).toEqual(['missed_events']);
    const strangers = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent++) await other.ask(other.alice, { cmd: 'ping', ping: 'y' });
    };
    await strangers(1023);
    expect(await (await Listener.tuned(organization, alice, newest)).rest()).toEqual([]);
    await strangers(1);
    const old = await Listener.tuned(organization, alice, newest);
    expect((await old.rest()).map(({ kind }) => kind)).toEqual(['missed_events']);
  });
});
