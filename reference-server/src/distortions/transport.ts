import type { Distortion } from '../core/distortion.ts';
import { organizationOf } from '../core/organization-segment.ts';
import type { Readable } from '../core/readable.ts';
import { bendCall, bendReply, distortion, headerOf, withHeader } from './bend.ts';
import { as, isRpc, organizationIn, placeOf, refusing, replyMap } from './look.ts';

const withLimit = (body: Readable, limit: (asked: number) => number): Readable => ({
  read: (asked) => body.read(limit(asked)),
});
const isProbe = (call: { method: string; target: string }): boolean =>
  call.method === 'GET' && call.target.startsWith('/anonymous/');

/** Rules of transport, broken. */
export const transportDistortions: readonly Distortion[] = [
  distortion(
    'transport/one-url-per-family',
    'no-tos-route',
    bendReply((reply, call) => (placeOf(call) === 'tos' ? refusing(404) : reply)),
  ),
  distortion(
    'transport/events-by-get',
    'no-stream',
    bendReply((reply, call) => (placeOf(call) === 'events' ? refusing(404) : reply)),
  ),
  distortion(
    'transport/organization-segment-is-valid',
    'bad-request',
    bendReply((reply, call) =>
      isRpc(call) && reply.status === 404 && organizationOf(organizationIn(call)) === undefined
        ? as(400, reply)
        : reply,
    ),
  ),
  distortion(
    'transport/probe-known',
    'unknown',
    bendReply((reply, call) => (isProbe(call) && reply.status === 200 ? refusing(404) : reply)),
  ),
  distortion(
    'transport/probe-unknown',
    'known',
    bendReply((reply, call) => (isProbe(call) && reply.status === 404 ? as(200, reply) : reply)),
  ),
  distortion(
    'transport/probe-expired',
    'known',
    bendReply((reply, call) => (isProbe(call) && reply.status === 460 ? as(200, reply) : reply)),
  ),
  distortion(
    'transport/root-answers',
    'nobody-home',
    bendReply((reply, call) => (call.target === '/' ? refusing(404) : reply)),
  ),
  distortion(
    'transport/unknown-page',
    'found',
    bendReply((reply, call) =>
      placeOf(call) === 'elsewhere' && reply.status === 404 ? as(200, reply) : reply,
    ),
  ),
  distortion(
    'transport/documentation-holds-no-secret',
    'token-inside',
    (handle, config) => async (call) =>
      call.target.startsWith('/docs') || call.target.startsWith('/openapi.json')
        ? {
            status: 200,
            headers: [['Content-Type', 'text/html']],
            body: `<code>${config.administration_token}</code>`,
          }
        : handle(call),
  ),
  distortion(
    'transport/content-type-required',
    'not-needed',
    bendCall((call) =>
      isRpc(call) && headerOf(call, 'content-type') === undefined
        ? withHeader(call, 'content-type', 'application/msgpack')
        : call,
    ),
  ),
  distortion(
    'transport/content-type-is-msgpack',
    'any',
    bendCall((call) =>
      isRpc(call) && headerOf(call, 'content-type') !== undefined
        ? withHeader(call, 'content-type', 'application/msgpack')
        : call,
    ),
  ),
  distortion(
    'transport/accept-is-event-stream',
    'any',
    bendCall((call) => (placeOf(call) === 'events' ? withHeader(call, 'accept', 'text/event-stream') : call)),
  ),
  distortion(
    'transport/refusal-is-json',
    'no-body',
    bendReply((reply, call) => (isRpc(call) && reply.status !== 200 ? { ...reply, body: '' } : reply)),
  ),
  distortion(
    'transport/handled-command-is-200',
    'failure-is-400',
    bendReply((reply) => ((replyMap(reply)?.status ?? 'ok') === 'ok' ? reply : as(400, reply))),
  ),
  distortion(
    'transport/reply-is-msgpack',
    'octets',
    bendReply((reply) =>
      replyMap(reply) === undefined ? reply : withHeader(reply, 'content-type', 'application/octet-stream'),
    ),
  ),
  distortion(
    'transport/body-over-1-mib',
    'two-mib',
    bendCall((call) => ({
      ...call,
      body: withLimit(call.body, (asked) => 2 * asked),
    })),
  ),
  distortion(
    'transport/body-of-1-mib',
    'one-byte-less',
    bendCall((call) => ({
      ...call,
      body: withLimit(call.body, (asked) => asked - 1),
    })),
  ),
  distortion(
    'transport/limit-holds-when-chunked',
    'no-limit',
    bendCall((call) =>
      headerOf(call, 'content-length') === undefined
        ? { ...call, body: withLimit(call.body, (asked) => 64 * asked) }
        : call,
    ),
  ),
];
