import type { Encodable } from '@parsec-spec/spec/codec';
import { DateTime, type DecodedObject, encode, Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Call } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { isServedVersion } from '../core/version.ts';
import { bendCommands } from './asked.ts';
import { bendCall, bendReply, distortion, headerOf, whole, withBody, withHeader } from './bend.ts';
import { as, commandIn, isRpc, mapIn, organizationIn, placeOf, refusing } from './look.ts';

/** Changes the command in a body on its way in. */
const bendRequest = (
  requirement: RequirementId,
  how: string,
  change: (request: DecodedObject) => object,
): Distortion =>
  distortion(requirement, how, (handle) => async (call) => {
    if (!isRpc(call) || call.method !== 'POST') return handle(call);
    const known = await whole(call);
    const request = mapIn(known.bytes);
    if (request === undefined) return handle(known);
    return handle(withBody(known, encode(change(request) as Encodable)));
  });

/** The refusals of these statuses come without our version. */
const silentOn = (how: string, ...statuses: readonly number[]): Distortion =>
  distortion(
    'versioning/refusal-names-own-version',
    how,
    bendReply((reply, call) =>
      statuses.includes(reply.status) && isRpc(call) ? withHeader(reply, 'api-version') : reply,
    ),
  );

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const withSegment = (call: Call, segment: string): Call => ({
  ...call,
  target: call.target.replace(organizationIn(call), segment),
});

/** Rules of the way to a command, kept on most routes, for most commands, and not everywhere. */
export const nearlyTransportDistortions: readonly Distortion[] = [
  distortion(
    'versioning/header-required',
    'not-of-listeners',
    bendCall((call) =>
      placeOf(call) === 'events' && headerOf(call, 'api-version') === undefined
        ? withHeader(call, 'api-version', '5.6')
        : call,
    ),
  ),
  distortion(
    'versioning/header-well-formed',
    'negative-too',
    bendCall((call) =>
      headerOf(call, 'api-version') === '5.-1' ? withHeader(call, 'api-version', '5.1') : call,
    ),
  ),
  silentOn('not-to-listeners', 406),
  silentOn('not-to-late-tokens', 498),
  silentOn('not-to-late-invitees', 410),
  silentOn('not-to-the-revoked', 461),
  silentOn('not-to-the-frozen', 462),
  silentOn('not-under-terms', 463),
  distortion('versioning/version-first', 'name-first', (handle) => async (call) => {
    const isOdd = isRpc(call) && /%C0/i.test(organizationIn(call));
    return isOdd && !isServedVersion(headerOf(call, 'api-version')) ? refusing(404) : handle(call);
  }),
  distortion(
    'versioning/version-first',
    'accept-first',
    (handle) => async (call) =>
      placeOf(call) === 'events' && headerOf(call, 'accept') !== 'text/event-stream'
        ? refusing(406)
        : handle(call),
  ),
  distortion(
    'transport/organization-segment-is-valid',
    'bad-bytes-dropped',
    bendCall((call) => withSegment(call, organizationIn(call).replace(/%(C0|FF)/gi, ''))),
  ),
  distortion(
    'transport/handled-command-is-200',
    'not-allowed-is-403',
    bendReply((reply) =>
      isBytes(reply.body) && String(mapIn(reply.body)?.status).endsWith('_not_allowed')
        ? as(403, reply)
        : reply,
    ),
  ),
  bendRequest('encoding/command-known', 'in-any-letter-case', (request) => ({
    ...request,
    ...(typeof request.cmd === 'string' && { cmd: request.cmd.toLowerCase() }),
  })),
  bendRequest('encoding/required-field-present', 'no-mail-unless-said', (request) =>
    request.cmd === 'invite_new_user' ? { send_email: false, ...request } : request,
  ),
  bendRequest('encoding/field-type', 'one-is-true', (request) =>
    typeof request.send_email === 'number' ? { ...request, send_email: request.send_email !== 0 } : request,
  ),
  bendRequest('encoding/field-length', 'long-tokens-are-cut', ({ token, ...request }) =>
    isBytes(token) && token.length > 16 ? { ...request, token: token.slice(0, 16) } : { ...request, token },
  ),
  bendRequest('encoding/field-range', 'unknown-reasons-are-the-usual-one', (request) =>
    request.reason === 'DUMMY' ? { ...request, reason: 'MANUALLY_CANCELLED' } : request,
  ),
  bendRequest('encoding/identifier-length', 'text-of-tokens', ({ token, ...request }) =>
    typeof token === 'string' && /^[0-9a-f]{32}$/.test(token)
      ? { ...request, token: Uint8Array.from(Buffer.from(token, 'hex')) }
      : { ...request, token },
  ),
  bendRequest('encoding/identifier-is-ext-2', 'bytes-too', ({ greeting_attempt, ...request }) =>
    isBytes(greeting_attempt) && greeting_attempt.length === 16
      ? { ...request, greeting_attempt: Uuid.of(greeting_attempt) }
      : { ...request, ...(greeting_attempt === undefined ? {} : { greeting_attempt }) },
  ),
  bendRequest('encoding/instant-is-nothing-else', 'text-too', (request) =>
    typeof request.common_after === 'string'
      ? { ...request, common_after: DateTime.parse(request.common_after) ?? null }
      : request,
  ),
  bendCommands(
    'ping/echoes',
    'tidied-up',
    ['ping'],
    () =>
      ({ request, answer }) =>
        answer({ ...request, ping: String(request.ping).trim().normalize('NFC') }),
  ),
  distortion('encoding/cmd-required', 'none-is-any', (handle) => async (call) => {
    if (placeOf(call) !== 'invited') return handle(call);
    const known = await whole(call);
    const isSilent = mapIn(known.bytes) !== undefined && commandIn(known.bytes) === '';
    return handle(isSilent ? withBody(known, encode({ cmd: 'invite_info' })) : known);
  }),
];
