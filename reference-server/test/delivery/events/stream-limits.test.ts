import { afterEach, describe, expect, test, vi } from 'vitest';
import { Listener } from '../../support/stream-listener.ts';
import { organizationBehind, testOrganization } from '../../support/test-organization.ts';

afterEach(() => void vi.useRealTimers());

describe('a stream', () => {
  test('sends a keep-alive after each silence', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const organization = await testOrganization({ config: { sse_keepalive: 30 } });
    const listener = await Listener.tuned(organization, organization.alice);
    for (const name of ['bob', 'carol']) {
      // Each frame restarts the interval, so no keep-alive comes before this one.
      vi.advanceTimersByTime(29_999);
      await organization.enrol(name);
      expect(await listener.next()).toMatchObject({ fields: { event: 'COMMON_CERTIFICATE' } });
    }
    for (let silence = 0; silence < 2; silence++) {
      vi.advanceTimersByTime(30_000);
      expect((await listener.next()).kind).toBe('keepalive');
    }
    listener.close();
  });

  test('announces no keep-alive where they are off', async () => {
    const silent = await testOrganization({ config: { sse_keepalive: null } });
    const open = await Listener.open(silent, silent.alice);
    expect((await open.next()).fields).toMatchObject({ sse_keepalive_seconds: null });
    expect(await open.rest()).toEqual([]);
  });

  test('replays 100 events, and says missed_events for 101 or an id out of the last 1024', async () => {
    const organization = await testOrganization({ config: { debug: true } });
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
    const pingOther = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent++) await other.ask(other.alice, { cmd: 'ping', ping: 'y' });
    };
    await pingOther(1023);
    expect(await (await Listener.tuned(organization, alice, newest)).rest()).toEqual([]);
    await pingOther(1);
    const old = await Listener.tuned(organization, alice, newest);
    expect((await old.rest()).map(({ kind }) => kind)).toEqual(['missed_events']);
  });

  test('ends with the stop of the server, and a new one is refused', async () => {
    const organization = await testOrganization();
    const listener = await Listener.tuned(organization, organization.alice);
    await organization.server.stop();
    expect((await listener.next()).kind).toBe('ended');
    expect((await Listener.open(organization, organization.alice)).status).toBe(503);
  });

  test('ends when more than 100 events wait; the waiting ones are sent before', async () => {
    const organization = await testOrganization({ config: { debug: true } });
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
    expect(taken.slice(0, -1).map(({ fields }) => fields?.ping)).toEqual(
      taken.slice(0, -1).map((_, index) => `${index}`),
    );
    expect(heard).toBe(103);
    const again = await Listener.tuned(organization, alice, taken.at(-2)?.id);
    expect((await again.rest()).length + taken.length - 1).toBe(103);
  });
});
