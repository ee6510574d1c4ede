import { type Case, first, framesOf, longStream, server, stream } from './case.ts';

const withoutFirstFrame = (body: Uint8Array) => Buffer.from(framesOf(body).slice(1).join(''));

const withFrame = (body: Uint8Array, frame: string) => Buffer.from(`${framesOf(body).join('')}${frame}`);

const lastFrame = (body: Uint8Array): string =>
  framesOf(body).findLast((frame) => frame.includes('id:')) ?? '';

/** Event streams. */
export const eventStreams: readonly Case[] = [
  server('events/stream-headers', first(stream, { headers: { 'cache-control': null } })),
  server('events_listen/configuration-first', first(stream, { body: (body) => withoutFirstFrame(body) })),
  server(
    'events/data-is-base64-msgpack',
    first(stream, { body: (body) => withFrame(body, 'data:oops\nid:1\n\n') }),
    ['client events/client-reconnects'],
  ),
  server('events/ids-unique', first(stream, { body: (body) => withFrame(body, lastFrame(body)) })),
  server('events/keepalive', first(stream, { durationMs: 3_600_000 })),
  server('events_listen/certificate-event', (traffic) => longStream(traffic, 'COMMON_CERTIFICATE'), [
    'client events/client-reconnects',
  ]),
  server('events_listen/invitation-event', (traffic) => longStream(traffic, 'INVITATION')),
];
