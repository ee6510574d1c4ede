import { describe, expect, test } from 'vitest';
import { Listener } from './listener.ts';
import { revocation } from './members.ts';
import { organizationOn } from './organization.ts';

describe('the end of a stream', () => {
  test('comes with the revocation, after its event, and only for this user', async () => {
    const organization = await organizationOn();
    const { ask, alice, enrol, later } = organization;
    const bob = await enrol('bob');
    const [hers, his] = await Promise.all([
      Listener.tuned(organization, alice),
      Listener.tuned(organization, bob),
    ]);
    await ask(alice, revocation(alice, bob.userId, later()));
    expect((await his.rest()).map(({ kind, told }) => told?.event ?? kind)).toEqual([
      'COMMON_CERTIFICATE',
      'ended',
    ]);
    expect((await Listener.open(organization, bob)).status).toBe(461);
    await enrol('carol');
    expect(await hers.rest()).toHaveLength(2);
  });

  test.each([
    ['freeze', 462],
    ['expiry', 460],
    ['terms', 463],
  ] as const)('comes with a %s', async (what, status) => {
    const organization = await organizationOn();
    const { alice, enrol, administer } = organization;
    const bob = await enrol('bob');
    const his = await Listener.tuned(organization, bob);
    const hers = await Listener.tuned(organization, alice);
    if (what === 'freeze')
      await administer('POST', '/users/freeze', { user_id: bob.userId.hex, frozen: true });
    if (what === 'expiry') await administer('PATCH', '', { is_expired: true });
    if (what === 'terms') await administer('PATCH', '', { tos: { en: 'https://example.com/terms' } });
    expect((await his.rest()).map(({ kind }) => kind)).toEqual(['ended']);
    expect((await Listener.open(organization, bob)).status).toBe(status);
    expect((await hers.rest()).map(({ kind }) => kind)).toEqual(what === 'freeze' ? [] : ['ended']);
  });

  test('comes with the stop of the server, and a new stream is refused', async () => {
    const organization = await organizationOn();
    const listener = await Listener.tuned(organization, organization.alice);
    await organization.server.stop();
    expect((await listener.next()).kind).toBe('ended');
    expect((await Listener.open(organization, organization.alice)).status).toBe(503);
  });

  test('comes when more than 100 events wait; the waiting ones are sent before', async () => {
    const organization = await organizationOn({ config: { debug: true } });
    const { alice, ask } = organization;
    const slow = await Listener.tuned(organization, alice);
    const quick = await Listener.tuned(organization, alice);
    let heard = 0;
    for (let count = 0; count < 103; count++) {
      await ask(alice, { cmd: 'ping', ping: `${count}` });
      heard += (await quick.next()).kind === 'event' ? 1 : 0;
    }
    const taken = await slow.rest();
    expect(taken.at(-1)?.kind).toBe('ended');
    expect(taken.length - 1).toBeLessThan(103);
    expect(taken.slice(0, -1).map(({ told }) => told?.ping)).toEqual(
      taken.slice(0, -1).map((_, index) => `${index}`),
    );
    expect(heard).toBe(103);
    const again = await Listener.tuned(organization, alice, taken.at(-2)?.id);
    expect((await again.rest()).length + taken.length - 1).toBe(103);
  });
});
