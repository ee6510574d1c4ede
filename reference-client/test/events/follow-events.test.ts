import { describe, expect, it } from 'vitest';
import { type Followed, followEvents, organizationConfig } from '../../src/events/index.ts';
import type { Session } from '../../src/journeys/index.ts';
import { config, idOf, invitation, keepalive, missed, streams, taken } from './stream.ts';

const hurry = async (): Promise<void> => undefined;
const kinds = (all: readonly Followed[]): string[] => all.map(({ kind }) => kind);
const pauses = (all: readonly Followed[]): number[] =>
  all.flatMap((each) => (each.kind === 'lost' ? [each.retryInMs] : []));

describe('the stream is followed', () => {
  it('from the configuration on, event by event, however the pieces are cut', async () => {
    const text = config() + invitation(1) + keepalive + invitation(2);
    for (const size of [1, 7, 1000]) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
      const { connection, heard } = streams([{ pieces, end: 'open' }]);
      const all = await taken(followEvents(connection), 3);
      expect(kinds(all)).toEqual(['open', 'event', 'event']);
      expect(all[2]).toMatchObject({
        id: idOf(2),
        event: { event: 'INVITATION', invitation_status: 'PENDING' },
      });
      expect([heard[0]?.get('accept'), heard[0]?.get('last-event-id')]).toEqual(['text/event-stream', null]);
      expect(heard[0]?.get('authorization')).toMatch(/^Bearer PARSEC-SIGN-ED25519\./);
    }
  });

  it('behind the last id after a loss, be it an end or a break', async () => {
    for (const end of ['closed', 'broken'] as const) {
      const { connection, heard } = streams([
        { pieces: [config(), invitation(1), invitation(2)], end },
        { pieces: [config(), invitation(3)], end: 'open' },
      ]);
      const all = await taken(followEvents(connection, { sleep: hurry }), 6);
      expect(kinds(all)).toEqual(['open', 'event', 'event', 'lost', 'open', 'event']);
      expect(all[3]).toMatchObject({ why: end === 'closed' ? 'ended' : 'broken', retryInMs: 1000 });
      expect(heard[1]?.get('last-event-id')).toBe(idOf(2));
    }
  });

  it('from an id that was kept', async () => {
    const { connection, heard } = streams([{ pieces: [config()], end: 'open' }]);
    await taken(followEvents(connection, { lastEventId: idOf(9) }), 1);
    expect(heard[0]?.get('last-event-id')).toBe(idOf(9));
  });

  it('with growing pauses: 1, 2, 5, 10, 30, then 60 seconds, and from 1 again after an event', async () => {
    const down = [503, 502, 504, 503, 503, 503, 503, 503];
    const { connection } = streams([...down, { pieces: [config(), invitation(1)] }, 503, 503]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 13);
    expect(pauses(all)).toEqual([1000, 2000, 5000, 10_000, 30_000, 60_000, 60_000, 60_000, 1000, 2000, 5000]);
  });

  it('a server that greets and lets go at once is not stormed', async () => {
    const { connection } = streams([{ pieces: [config()] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 12);
    expect(pauses(all)).toEqual([1000, 2000, 5000, 10_000]);
  });

  it('with at least 1 s between connections, even if the server sends keep-alives and retry: 0', async () => {
    const { connection } = streams([{ pieces: ['retry:0\n', config(), keepalive] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 8);
    expect(pauses(all)).toEqual([1000, 1000, 1000]);
  });

  it('and a server that asks for a pause gets it', async () => {
    const { connection } = streams([{ pieces: ['retry:7000\n', config(), invitation(1)] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 3);
    expect(pauses(all)).toEqual([7000]);
  });

  it('and one that asks for a pause beyond all measure gets an hour', async () => {
    const { connection } = streams([{ pieces: ['retry:99999999999\n', config(), invitation(1)] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 3);
    expect(pauses(all)).toEqual([3_600_000]);
  });

  it('until it says nothing for longer than its keep-alive: then the link is dead', async () => {
    const { connection, heard } = streams([{ pieces: [config(1)], end: 'open' }]);
    const from = performance.now();
    const all = await taken(followEvents(connection, { sleep: hurry }), 2);
    expect(all[1]).toMatchObject({ kind: 'lost', why: 'silent' });
    const silence = performance.now() - from;
    expect([silence > 1100, silence < 10_000, heard.length]).toEqual([true, true, 1]);
  });
});

describe('events that were lost', () => {
  it('are told as the server tells them', async () => {
    const { connection } = streams([{ pieces: [config(), missed, invitation(1)], end: 'open' }]);
    expect(kinds(await taken(followEvents(connection), 3))).toEqual(['open', 'missed-events', 'event']);
  });

  it('and where no id was received that the server could go on behind', async () => {
    const { connection } = streams([
      { pieces: [config()] },
      { pieces: [config(), invitation(1)], end: 'open' },
    ]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 5);
    expect(kinds(all)).toEqual(['open', 'lost', 'open', 'missed-events', 'event']);
  });
});

describe('the end', () => {
  const refusals = {
    401: 'missing-authentication',
    403: 'bad-authentication',
    404: 'organization-not-found',
    406: 'accept-refused',
    460: 'organization-expired',
    461: 'user-revoked',
    462: 'user-frozen',
    463: 'terms-not-accepted',
  };
  it.each(Object.entries(refusals))('HTTP %s is one: %s', async (status, outcome) => {
    const { connection, heard } = streams([{ pieces: [config(), invitation(1)] }, Number(status)]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 9);
    expect(all.at(-1)).toMatchObject({ kind: 'refused', failure: { outcome } });
    expect([all.length, heard.length]).toEqual([4, 2]);
  });

  it('of the one who listens ends the stream, wherever it is', async () => {
    for (const openings of [[{ pieces: [config()], end: 'open' as const }], [503]]) {
      const { connection } = streams(openings);
      const ended = new AbortController();
      const follower = followEvents(connection, {
        signal: ended.signal,
        sleep: () => new Promise((woken) => setTimeout(woken, 5)),
      });
      await follower.next();
      setTimeout(() => ended.abort(), 10);
      let left = 50;
      for await (const _each of follower) if (--left < 0) break;
      expect(left).toBeGreaterThan(0);
    }
  });
});

describe('what is no event', () => {
  it('of a later version, or about what is not followed, is passed over, and its id is kept', async () => {
    const strange = `data:${Buffer.from('82a6737461747573a26f6ba56576656e74a3584d4c', 'hex').toString('base64')}\nid:${idOf(5)}\n\n`;
    const { connection, heard } = streams([
      { pieces: [config(), strange, 'data:***\n\n', ': a comment\n\n', invitation(6)] },
      { pieces: [config()], end: 'open' },
    ]);
    expect(kinds(await taken(followEvents(connection, { sleep: hurry }), 4))).toEqual([
      'open',
      'event',
      'lost',
      'open',
    ]);
    expect(heard[1]?.get('last-event-id')).toBe(idOf(6));
  });

  it('a frame without end is not kept in memory', async () => {
    const endless = {
      pieces: [config(), `data:${'A'.repeat(700_000)}`, 'A'.repeat(700_000)],
      end: 'open' as const,
    };
    const { connection } = streams([endless]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 2);
    expect(all[1]).toMatchObject({ kind: 'lost', why: 'broken' });
  });

  it('a page that is no stream is not read as one', async () => {
    const { connection } = streams([{ pieces: [] }]);
    const page = async (): Promise<Response> =>
      new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const all = await taken(followEvents({ ...connection, transport: { fetch: page } }, { sleep: hurry }), 1);
    expect(all[0]).toMatchObject({ kind: 'lost', why: { outcome: 'unreadable-reply' } });
  });
});

describe('the configuration of an organization', () => {
  const asked = (pieces: readonly string[]) => {
    const { connection } = streams([{ pieces, end: 'open' }]);
    const { crypto, device, transport } = connection;
    const session = {
      crypto,
      transport: { ...transport, timeoutMs: 300 },
      device: {
        server_url: connection.serverUrl,
        organization_id: connection.organizationId,
        device_id: device.deviceId,
        signing_key: device.signingKey,
      },
    } as unknown as Session;
    return organizationConfig(session);
  };

  it('is what a stream says first, and not waited for longer than for an answer', async () => {
    expect(await asked([config()])).toMatchObject({ user_profile_outsider_allowed: true });
    expect(await asked([keepalive, keepalive])).toBe(undefined);
  });
});
