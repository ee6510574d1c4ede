import type { Call, Mutant, Readable } from '@parsec-spec/reference-server/core';
import {
  isBytes,
  isOrganizationId,
  isRpc,
  mapIn,
  organizationIn,
  refusal,
  replyMap,
  routeOf,
  withStatus,
} from '../../../self-test/kit/calls.ts';
import { changeCall, changeReply, headerOf, mutant, withHeader } from '../../../self-test/kit/mutant.ts';

const withSegment = (call: Call, segment: string): Call => ({
  ...call,
  target: call.target.replace(organizationIn(call), segment),
});

const withLimit = (body: Readable, limit: (bytes: number) => number): Readable => ({
  read: (bytes) => body.read(limit(bytes)),
});

const isProbe = (call: { method: string; target: string }): boolean =>
  call.method === 'GET' && call.target.startsWith('/anonymous/');

/** Mutants of the requirements of `transport`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'transport/organization-segment-is-valid',
    'bad-bytes-dropped',
    changeCall((call) => withSegment(call, organizationIn(call).replace(/%(C0|FF)/gi, ''))),
  ),
  mutant(
    'transport/organization-segment-is-valid',
    'bad-request',
    changeReply((reply, call) =>
      isRpc(call) && reply.status === 404 && !isOrganizationId(organizationIn(call))
        ? withStatus(400, reply)
        : reply,
    ),
  ),
  mutant(
    'transport/handled-command-is-200',
    'not-allowed-is-403',
    changeReply((reply) =>
      isBytes(reply.body) && String(mapIn(reply.body)?.status).endsWith('_not_allowed')
        ? withStatus(403, reply)
        : reply,
    ),
  ),
  mutant(
    'transport/handled-command-is-200',
    'failure-is-400',
    changeReply((reply) => ((replyMap(reply)?.status ?? 'ok') === 'ok' ? reply : withStatus(400, reply))),
  ),
  mutant(
    'transport/one-url-per-family',
    'no-tos-route',
    changeReply((reply, call) => (routeOf(call) === 'tos' ? refusal(404) : reply)),
  ),
  mutant(
    'transport/events-by-get',
    'no-stream',
    changeReply((reply, call) => (routeOf(call) === 'events' ? refusal(404) : reply)),
  ),
  mutant(
    'transport/probe-known',
    'unknown',
    changeReply((reply, call) => (isProbe(call) && reply.status === 200 ? refusal(404) : reply)),
  ),
  mutant(
    'transport/probe-unknown',
    'known',
    changeReply((reply, call) => (isProbe(call) && reply.status === 404 ? withStatus(200, reply) : reply)),
  ),
  mutant(
    'transport/probe-expired',
    'known',
    changeReply((reply, call) => (isProbe(call) && reply.status === 460 ? withStatus(200, reply) : reply)),
  ),
  mutant(
    'transport/root-answers',
    'nobody-home',
    changeReply((reply, call) => (call.target === '/' ? refusal(404) : reply)),
  ),
  mutant(
    'transport/unknown-page',
    'found',
    changeReply((reply, call) =>
      routeOf(call) === 'elsewhere' && reply.status === 404 ? withStatus(200, reply) : reply,
    ),
  ),
  mutant(
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
  mutant(
    'transport/content-type-required',
    'not-needed',
    changeCall((call) =>
      isRpc(call) && headerOf(call, 'content-type') === undefined
        ? withHeader(call, 'content-type', 'application/msgpack')
        : call,
    ),
  ),
  mutant(
    'transport/content-type-is-msgpack',
    'any',
    changeCall((call) =>
      isRpc(call) && headerOf(call, 'content-type') !== undefined
        ? withHeader(call, 'content-type', 'application/msgpack')
        : call,
    ),
  ),
  mutant(
    'transport/accept-is-event-stream',
    'any',
    changeCall((call) =>
      routeOf(call) === 'events' ? withHeader(call, 'accept', 'text/event-stream') : call,
    ),
  ),
  mutant(
    'transport/refusal-is-json',
    'no-body',
    changeReply((reply, call) => (isRpc(call) && reply.status !== 200 ? { ...reply, body: '' } : reply)),
  ),
  mutant(
    'transport/reply-is-msgpack',
    'octets',
    changeReply((reply) =>
      replyMap(reply) === undefined ? reply : withHeader(reply, 'content-type', 'application/octet-stream'),
    ),
  ),
  mutant(
    'transport/body-over-1-mib',
    'two-mib',
    changeCall((call) => ({ ...call, body: withLimit(call.body, (bytes) => 2 * bytes) })),
  ),
  mutant(
    'transport/body-of-1-mib',
    'one-byte-less',
    changeCall((call) => ({ ...call, body: withLimit(call.body, (bytes) => bytes - 1) })),
  ),
  mutant(
    'transport/limit-holds-when-chunked',
    'no-limit',
    changeCall((call) =>
      headerOf(call, 'content-length') === undefined
        ? { ...call, body: withLimit(call.body, (bytes) => 64 * bytes) }
        : call,
    ),
  ),
];
