import { type Encodable, encode } from '@parsec-spec/spec/codec';
import { commandFacts, decodeRequest, type Family } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { bendByBody, bendReply, distortion, whole, withBody } from './bend.ts';
import { as, commandIn, mapIn, placeOf, refusing, retoldReply } from './look.ts';

type Fault = { readonly reason: string; readonly detail: string };

/** Answers 400 instead of 415 where the body is bad in a certain way. */
const badRequest = (
  requirement: RequirementId,
  when: (fault: Fault, bytes: Uint8Array) => boolean,
): Distortion =>
  distortion(
    requirement,
    'bad-request',
    bendByBody((reply, call) => {
      const place = placeOf(call);
      if (reply.status !== 415 || place === 'events' || place === 'administration' || place === 'elsewhere')
        return reply;
      const read = decodeRequest(place satisfies Family, call.bytes);
      return !read.ok && when(read, call.bytes) ? as(400, reply) : reply;
    }),
  );
const isInvalid =
  (pattern: RegExp) =>
  ({ reason, detail }: Fault): boolean =>
    reason === 'invalid' && pattern.test(detail);

/** Rules of encoding, broken. */
export const encodingDistortions: readonly Distortion[] = [
  badRequest('encoding/body-is-msgpack', ({ reason }) => reason === 'not-msgpack'),
  badRequest('encoding/body-is-a-map', ({ reason }) => reason === 'not-a-map'),
  badRequest(
    'encoding/cmd-required',
    ({ reason }, bytes) => reason === 'unknown-command' && commandIn(bytes) === '',
  ),
  badRequest(
    'encoding/command-known',
    ({ reason }, bytes) => reason === 'unknown-command' && !(commandIn(bytes) in commandFacts),
  ),
  badRequest(
    'encoding/command-of-this-family',
    ({ reason }, bytes) => reason === 'unknown-command' && commandIn(bytes) in commandFacts,
  ),
  badRequest('encoding/required-field-present', isInvalid(/required/)),
  badRequest('encoding/field-type', isInvalid(/(?!.*required)/)),
  badRequest('encoding/field-length', isInvalid(/(?!.*required)/)),
  badRequest('encoding/field-range', () => true),
  badRequest('encoding/instant-is-nothing-else', isInvalid(/_after/)),
  badRequest('encoding/instant-in-calendar', () => true),
  badRequest('encoding/identifier-length', ({ reason }) => reason === 'invalid' || reason === 'not-msgpack'),
  badRequest(
    'encoding/identifier-is-ext-2',
    ({ reason }) => reason === 'invalid' || reason === 'not-msgpack',
  ),
  badRequest('keys/sizes-in-commands', isInvalid(/root_verify_key/)),
  badRequest('organization_bootstrap/root-verify-key-length', isInvalid(/root_verify_key/)),
  distortion('encoding/absent-is-not-nil', 'filled-in', (handle) => async (call) => {
    const known = await whole(call);
    const request = mapIn(known.bytes);
    if (request?.cmd !== 'organization_bootstrap' || 'bootstrap_token' in request) return handle(known);
    return handle(withBody(known, encode({ ...request, bootstrap_token: null } as Encodable)));
  }),
  distortion(
    'encoding/unknown-key-ignored',
    'refused',
    bendByBody((reply, { bytes }) => ('dummy' in (mapIn(bytes) ?? {}) ? refusing(415) : reply)),
  ),
  distortion(
    'encoding/instant-is-ext-1',
    'a-number',
    bendReply((reply) =>
      retoldReply(reply, (fields) =>
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            typeof value === 'object' && value !== null && 'micros' in value
              ? (Number(value.micros) / 1000) | 0
              : value,
          ]),
        ),
      ),
    ),
  ),
  distortion(
    'encoding/statuses-snake-case',
    'upper-case',
    bendReply((reply) =>
      retoldReply(reply, (fields) => ({ ...fields, status: String(fields.status).toUpperCase() })),
    ),
  ),
];
