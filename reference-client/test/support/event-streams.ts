import { Uuid } from '@parsec-spec/spec/codec';
import { encodeReply } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { Connection } from '../../src/call/call.ts';
import type { Followed } from '../../src/events/follow-events.ts';

/**
 * The response to one opening of the stream: a status, or chunks of text and how the stream ends.
 */
export type Opening = number | { pieces: readonly string[]; end?: 'closed' | 'broken' | 'open' };

/**
 * A server of event streams with one response after the other. The last one is repeated for ever.
 */
export interface Streams {
  connection: Connection & { device: NonNullable<Connection['device']> };
  /** The request headers of each opening. */
  heard: Headers[];
}

export function streams(openings: readonly Opening[]): Streams {
  const heard: Headers[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    heard.push(new globalThis.Request(input, init).headers);
    const opening = openings[Math.min(heard.length, openings.length) - 1] ?? 404;
    if (typeof opening === 'number') return new Response('', { status: opening });
    const { pieces, end = 'closed' } = opening;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        if (end === 'closed') controller.close();
        // A pull fails only after the queued chunks have been read.
        init?.signal?.addEventListener('abort', () => {
          try {
            controller.error(new DOMException('ended', 'AbortError'));
          } catch {
            // It is already closed.
          }
        });
      },
      pull(controller) {
        // The text of Firefox. That of each engine is different.
        if (end === 'broken') controller.error(new TypeError('Error in input stream'));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  };
  const device = { deviceId: Uuid.of(new Uint8Array(16).fill(3)), signingKey: new Uint8Array(32).fill(4) };
  const connection = { serverUrl: 'http://parsec.test/', organizationId: 'Acme', device, crypto: syncCrypto };
  return { connection: { ...connection, transport: { fetch } }, heard };
}

const frame = (reply: { status: string; [field: string]: unknown }, id?: string): string =>
  `data:${Buffer.from(encodeReply(reply)).toString('base64')}\n${id === undefined ? '' : `id:${id}\n`}\n`;

export const config = (keepalive: number | null = null): string =>
  frame({
    status: 'ok',
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: true,
    active_users_limit: null,
    sse_keepalive_seconds: keepalive,
    realm_minimum_archiving_period_before_deletion: 1,
  });

export const idOf = (number: number): string => String(number).padStart(32, '0');

export const invitation = (number: number): string =>
  frame(
    {
      status: 'ok',
      event: 'INVITATION',
      token: new Uint8Array(16).fill(number),
      invitation_status: 'PENDING',
    },
    idOf(number),
  );

export const keepalive = 'event:keepalive\ndata:\n\n';
export const missed = 'event:missed_events\ndata:\n\n';

/** Collects this number of notifications. */
export async function taken(follower: AsyncGenerator<Followed>, count: number): Promise<readonly Followed[]> {
  const all: Followed[] = [];
  for await (const each of follower) {
    all.push(each);
    if (all.length >= count) break;
  }
  return all;
}
