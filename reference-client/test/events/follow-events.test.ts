import { describe, expect, it } from 'vitest';
import { type Followed, followEvents } from '../../src/events/follow-events.ts';
import { organizationConfig } from '../../src/events/organization-config.ts';
import type { Session } from '../../src/journeys/session.ts';
import { config, idOf, invitation, keepalive, missed, streams, taken } from '../support/event-streams.ts';

const hurry = async (): Promise<void> => undefined;
const kinds = (all: readonly Followed[]): string[] => all.map(({ kind }) => kind);
const pauses = (all: readonly Followed[]): number[] =>
  all.flatMap((each) => (each.kind === 'lost' ? [each.retryInMs] : []));

describe('following the stream', () => {
  it('starts with the configuration and returns each event, however the chunks are split', async () => {
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

  it('resumes after the last id when the stream ends or breaks', async () => {
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

  it('sends an id of any characters as UTF-8, and none that a header cannot have', async () => {
    const withId = (id: string) => invitation(1).replace(/id:.*/, `id:${id}`);
    const { connection, heard } = streams([
      { pieces: [config(), withId('\u0100é')] },
      { pieces: [config(), withId('\u0001')] },
      { pieces: [config()], end: 'open' },
    ]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 8);
    expect(kinds(all).slice(3)).toEqual(['open', 'event', 'lost', 'open', 'missed-events']);
    const sent = heard.map((headers) => headers.get('last-event-id'));
    expect(sent).toEqual([null, Buffer.from('\u0100é').toString('latin1'), null]);
  });

  it('resumes after an id that was stored', async () => {
    const { connection, heard } = streams([{ pieces: [config()], end: 'open' }]);
    await taken(followEvents(connection, { lastEventId: idOf(9) }), 1);
    expect(heard[0]?.get('last-event-id')).toBe(idOf(9));
  });

  it('has growing pauses: 1, 2, 5, 10, 30, then 60 seconds, and 1 again after an event', async () => {
    const down = [503, 502, 504, 503, 503, 503, 503, 503];
    const { connection } = streams([...down, { pieces: [config(), invitation(1)] }, 503, 503]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 13);
    expect(pauses(all)).toEqual([1000, 2000, 5000, 10_000, 30_000, 60_000, 60_000, 60_000, 1000, 2000, 5000]);
  });

  it('has growing pauses for a server that closes the stream after its first event', async () => {
    const { connection } = streams([{ pieces: [config()] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 12);
    expect(pauses(all)).toEqual([1000, 2000, 5000, 10_000]);
  });

  it('has at least 1 s between connections, even if the server sends keep-alives and retry: 0', async () => {
    const { connection } = streams([{ pieces: ['retry:0\n', config(), keepalive] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 8);
    expect(pauses(all)).toEqual([1000, 1000, 1000]);
  });

  it('waits as long as the server asks', async () => {
    const { connection } = streams([{ pieces: ['retry:7000\n', config(), invitation(1)] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 3);
    expect(pauses(all)).toEqual([7000]);
  });

  it('waits at most an hour if the server asks for more', async () => {
    const { connection } = streams([{ pieces: ['retry:99999999999\n', config(), invitation(1)] }]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 3);
    expect(pauses(all)).toEqual([3_600_000]);
  });

  it('reconnects after a silence longer than the keep-alive interval', async () => {
    const { connection, heard } = streams([{ pieces: [config(1)], end: 'open' }]);
    const from = performance.now();
    const all = await taken(followEvents(connection, { sleep: hurry }), 2);
    expect(all[1]).toMatchObject({ kind: 'lost', why: 'silent' });
    // The interval is 1 s. A timer may fire late, never early.
    expect([performance.now() - from > 1100, heard.length]).toEqual([true, 1]);
  });
});

describe('lost events', () => {
  it('are reported if the server reports them', async () => {
    const { connection } = streams([{ pieces: [config(), missed, invitation(1)], end: 'open' }]);
    expect(kinds(await taken(followEvents(connection), 3))).toEqual(['open', 'missed-events', 'event']);
  });

  it('are reported after a reconnection without a last id', async () => {
    const { connection } = streams([
      { pieces: [config()] },
      { pieces: [config(), invitation(1)], end: 'open' },
    ]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 5);
    expect(kinds(all)).toEqual(['open', 'lost', 'open', 'missed-events', 'event']);
  });
});

describe('the end of the stream', () => {
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
  it.each(Object.entries(refusals))('HTTP %s ends it: %s', async (status, outcome) => {
    const { connection, heard } = streams([{ pieces: [config(), invitation(1)] }, Number(status)]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 9);
    expect(all.at(-1)).toMatchObject({ kind: 'refused', failure: { outcome } });
    expect([all.length, heard.length]).toEqual([4, 2]);
  });

  it('an abort of the signal ends it at any point', async () => {
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

describe('a frame that is not an event', () => {
  it('is skipped, and its id kept, if it is of a later version or an unused kind', async () => {
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

  it('is not kept in memory if it has no end', async () => {
    const endless = {
      pieces: [config(), `data:${'A'.repeat(700_000)}`, 'A'.repeat(700_000)],
      end: 'open' as const,
    };
    const { connection } = streams([endless]);
    const all = await taken(followEvents(connection, { sleep: hurry }), 2);
    expect(all[1]).toMatchObject({ kind: 'lost', why: 'broken' });
  });

  it('is refused if the response is no event stream', async () => {
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

  it('is the first event of a stream, and is awaited no longer than an answer', async () => {
    expect(await asked([config()])).toMatchObject({ user_profile_outsider_allowed: true });
    expect(await asked([keepalive, keepalive])).toBe(undefined);
  });
});
