import { describe, expect, test } from 'vitest';
import { Listener } from '../../support/stream-listener.ts';
import { organizationBehind, testOrganization } from '../../support/test-organization.ts';

describe('a stream', () => {
  test('sends a keep-alive after each silence, and announces none where they are off', async () => {
    const organization = await testOrganization({ config: { sse_keepalive: 1 } });
    const listener = await Listener.tuned(organization, organization.alice);
    for (let traffic = 0; traffic < 2; traffic++) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await organization.enrol(`p${traffic}`);
      let heard = await listener.next();
      // A machine that was suspended causes keep-alive frames.
      while (heard.kind === 'keepalive') heard = await listener.next();
      expect(heard).toMatchObject({ told: { event: 'COMMON_CERTIFICATE' } });
    }
    // Each frame restarts the interval.
    const talked = Date.now();
    expect((await listener.next()).kind).toBe('keepalive');
    expect(Date.now() - talked).toBeGreaterThan(900);
    expect((await listener.next()).kind).toBe('keepalive');
    listener.close();
    const silent = await testOrganization({ config: { sse_keepalive: null } });
    const open = await Listener.open(silent, silent.alice);
    expect((await open.next()).told).toMatchObject({ sse_keepalive_seconds: null });
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
    const strangers = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent++) await other.ask(other.alice, { cmd: 'ping', ping: 'y' });
    };
    await strangers(1023);
    expect(await (await Listener.tuned(organization, alice, newest)).rest()).toEqual([]);
    await strangers(1);
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
    expect(taken.slice(0, -1).map(({ told }) => told?.ping)).toEqual(
      taken.slice(0, -1).map((_, index) => `${index}`),
    );
    expect(heard).toBe(103);
    const again = await Listener.tuned(organization, alice, taken.at(-2)?.id);
    expect((await again.rest()).length + taken.length - 1).toBe(103);
  });
});
