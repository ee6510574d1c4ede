import { DateTime } from '@parsec-spec/spec/codec';
import type { Distortion } from '../core/distortion.ts';
import { bendCommands } from './asked.ts';
import { bendByBody, bendCall, bendReply, distortion } from './bend.ts';
import { as, jsonIn, placeOf, refusing, replyMap, saying } from './look.ts';

const isStats = (target: string): boolean => target.startsWith('/administration/stats');

/** Rules of values in JSON and of figures of the server, broken. */
export const valueDistortions: readonly Distortion[] = [
  distortion(
    'server_stats/json-and-csv',
    'json-only',
    bendReply((reply, call) =>
      isStats(call.target) && call.target.includes('csv') && reply.status === 200 ? refusing(422) : reply,
    ),
  ),
  distortion(
    'server_stats/csv-form',
    'line-feeds',
    bendReply((reply, call) =>
      isStats(call.target) && call.target.includes('csv')
        ? { ...reply, body: String(reply.body).replaceAll('\r\n', '\n') }
        : reply,
    ),
  ),
  distortion(
    'server_stats/format-known',
    'any',
    bendCall((call) =>
      isStats(call.target)
        ? { ...call, target: call.target.replace(/format=(?!json\b|csv\b)[^&]*/, 'format=json') }
        : call,
    ),
  ),
  distortion(
    'server_stats/at-restricts',
    'ignored',
    bendCall((call) =>
      isStats(call.target) ? { ...call, target: call.target.replace(/at=20[^&]*/, '') } : call,
    ),
  ),
  distortion(
    'types/limit-accepted',
    'from-one',
    bendByBody((reply, call) => (jsonIn(call.bytes)?.active_users_limit === 0 ? refusing(422) : reply)),
  ),
  distortion(
    'types/limit-refused',
    'bad-request',
    bendByBody((reply, call) =>
      reply.status === 422 && placeOf(call) === 'administration' ? as(400, reply) : reply,
    ),
  ),
  distortion(
    'types/json-identifier',
    'not-found',
    bendByBody((reply, call) =>
      reply.status === 422 && 'user_id' in (jsonIn(call.bytes) ?? {}) ? as(404, reply) : reply,
    ),
  ),
  distortion(
    'types/json-time-has-zone',
    'without',
    bendReply((reply) => ({
      ...reply,
      body:
        typeof reply.body === 'string' ? reply.body.replace(/("updated_on":"[^"]*)Z"/, '$1"') : reply.body,
    })),
  ),
  distortion(
    'types/organization-id-nfc',
    'as-typed',
    bendCall((call) => ({ ...call, target: call.target.replace(/%CC%8[0-9A-F]/gi, '~') })),
  ),
  distortion(
    'types/organization-id-accepted',
    'ascii-only',
    bendByBody((reply, call) =>
      /[^\w-]/.test(String(jsonIn(call.bytes)?.organization_id ?? '')) ||
      String(jsonIn(call.bytes)?.organization_id).length > 31
        ? refusing(422)
        : reply,
    ),
  ),
  distortion(
    'types/organization-id-length',
    'bad-request',
    bendReply((reply, call) =>
      reply.status === 422 && placeOf(call) === 'administration' ? as(400, reply) : reply,
    ),
  ),
  distortion(
    'types/organization-id-characters',
    'bad-request',
    bendReply((reply, call) =>
      reply.status === 422 && placeOf(call) === 'administration' ? as(400, reply) : reply,
    ),
  ),
  distortion(
    'types/microseconds-kept',
    'bounds-in-milliseconds',
    bendReply((reply) => {
      const { status, strictly_greater_than: bound } = replyMap(reply) ?? {};
      if (status !== 'require_greater_timestamp' || !DateTime.is(bound)) return reply;
      return saying({ status, strictly_greater_than: bound.plus(-(bound.micros % 1000n)) });
    }),
  ),
  bendCommands(
    'types/handle-case-counts',
    'invited-in-lower-case',
    ['invite_new_user'],
    () =>
      ({ request, answer }) =>
        answer({ ...request, claimer_email: String(request.claimer_email).toLowerCase() }),
  ),
  distortion(
    'greeting/first-cancel-counts',
    'another-time-at-steps',
    bendReply((reply) => {
      const { status, timestamp, ...told } = replyMap(reply) ?? {};
      if (status !== 'greeting_attempt_cancelled' || !DateTime.is(timestamp)) return reply;
      return saying({ status, ...told, timestamp: timestamp.plus(1_000_000n) });
    }),
  ),
];
