import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime, type DecodedObject, type Encodable, encode, Uuid } from '@parsec-spec/spec/codec';
import { commandFacts } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeBootstrapUrl } from '../../../self-test/kit/administration-json.ts';
import { badRequest, isInvalid } from '../../../self-test/kit/bad-requests.ts';
import {
  changeReplyFields,
  commandIn,
  isBytes,
  isRpc,
  mapIn,
  refusal,
  replyMap,
  routeOf,
} from '../../../self-test/kit/calls.ts';
import { acceptsMistake, hasMistake } from '../../../self-test/kit/certificate-mistakes.ts';
import { changeCommands } from '../../../self-test/kit/commands.ts';
import { changeByBody, changeReply, mutant, readCallBody, withBody } from '../../../self-test/kit/mutant.ts';

/** Changes the command in the body of a request. */
const changeRequest = (
  requirement: RequirementId,
  how: string,
  change: (request: DecodedObject) => object,
): Mutant =>
  mutant(requirement, how, (handle) => async (call) => {
    if (!isRpc(call) || call.method !== 'POST') return handle(call);
    const bufferedCall = await readCallBody(call);
    const request = mapIn(bufferedCall.bytes);
    if (request === undefined) return handle(bufferedCall);
    return handle(withBody(bufferedCall, encode(change(request) as Encodable)));
  });

/** Mutants of the requirements of `encoding`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  badRequest('encoding/body-is-msgpack', ({ reason }) => reason === 'not-msgpack'),
  badRequest('encoding/body-is-a-map', ({ reason }) => reason === 'not-a-map'),
  badRequest(
    'encoding/cmd-required',
    ({ reason }, bytes) => reason === 'unknown-command' && commandIn(bytes) === '',
  ),
  mutant('encoding/cmd-required', 'none-is-any', (handle) => async (call) => {
    if (routeOf(call) !== 'invited') return handle(call);
    const bufferedCall = await readCallBody(call);
    const isSilent = mapIn(bufferedCall.bytes) !== undefined && commandIn(bufferedCall.bytes) === '';
    return handle(isSilent ? withBody(bufferedCall, encode({ cmd: 'invite_info' })) : bufferedCall);
  }),
  badRequest(
    'encoding/command-known',
    ({ reason }, bytes) => reason === 'unknown-command' && !(commandIn(bytes) in commandFacts),
  ),
  changeRequest('encoding/command-known', 'in-any-letter-case', (request) => ({
    ...request,
    ...(typeof request.cmd === 'string' && { cmd: request.cmd.toLowerCase() }),
  })),
  badRequest(
    'encoding/command-of-this-family',
    ({ reason }, bytes) => reason === 'unknown-command' && commandIn(bytes) in commandFacts,
  ),
  badRequest('encoding/required-field-present', isInvalid(/required/)),
  changeRequest('encoding/required-field-present', 'no-mail-unless-said', (request) =>
    request.cmd === 'invite_new_user' ? { send_email: false, ...request } : request,
  ),
  badRequest('encoding/field-type', isInvalid(/(?!.*required)/)),
  changeRequest('encoding/field-type', 'one-is-true', (request) =>
    typeof request.send_email === 'number' ? { ...request, send_email: request.send_email !== 0 } : request,
  ),
  badRequest('encoding/field-length', isInvalid(/(?!.*required)/)),
  changeRequest('encoding/field-length', 'long-tokens-are-cut', ({ token, ...request }) =>
    isBytes(token) && token.length > 16 ? { ...request, token: token.slice(0, 16) } : { ...request, token },
  ),
  badRequest('encoding/field-range', () => true),
  changeRequest('encoding/field-range', 'unknown-reasons-are-the-usual-one', (request) =>
    request.reason === 'DUMMY' ? { ...request, reason: 'MANUALLY_CANCELLED' } : request,
  ),
  badRequest('encoding/instant-is-nothing-else', isInvalid(/_after must travel as datetime/)),
  changeRequest('encoding/instant-is-nothing-else', 'text-too', (request) =>
    typeof request.common_after === 'string'
      ? { ...request, common_after: DateTime.parse(request.common_after) ?? null }
      : request,
  ),
  badRequest('encoding/instant-in-calendar', ({ detail }) => /calendar/.test(detail)),
  badRequest('encoding/identifier-length', ({ reason }) => reason === 'invalid' || reason === 'not-msgpack'),
  changeRequest('encoding/identifier-length', 'text-of-tokens', ({ token, ...request }) =>
    typeof token === 'string' && /^[0-9a-f]{32}$/.test(token)
      ? { ...request, token: Uint8Array.from(Buffer.from(token, 'hex')) }
      : { ...request, token },
  ),
  mutant('encoding/absent-is-not-nil', 'filled-in', (handle) => async (call) => {
    const bufferedCall = await readCallBody(call);
    const request = mapIn(bufferedCall.bytes);
    if (request?.cmd !== 'organization_bootstrap' || 'bootstrap_token' in request)
      return handle(bufferedCall);
    return handle(withBody(bufferedCall, encode({ ...request, bootstrap_token: null } as Encodable)));
  }),
  mutant(
    'encoding/unknown-key-ignored',
    'refused',
    changeByBody((reply, { bytes }) => ('dummy' in (mapIn(bytes) ?? {}) ? refusal(415) : reply)),
  ),
  mutant(
    'encoding/instant-is-ext-1',
    'a-number',
    changeReply((reply) =>
      changeReplyFields(reply, (fields) =>
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
  mutant(
    'encoding/statuses-snake-case',
    'upper-case',
    changeReply((reply) =>
      changeReplyFields(reply, (fields) => ({ ...fields, status: String(fields.status).toUpperCase() })),
    ),
  ),
  changeCommands(
    'encoding/handle-is-a-pair',
    'label-first',
    ['invite_info'],
    () =>
      async ({ answer }) =>
        changeReplyFields(await answer(), (fields) => {
          const creator = Object(fields.created_by);
          const [email, label] = [creator.human_handle].flat();
          return email === undefined
            ? fields
            : { ...fields, created_by: { ...creator, human_handle: [label, email] } };
        }),
  ),
  changeCommands(
    'encoding/enumerations-upper-case',
    'outcome-of-mails',
    ['invite_new_device'],
    () =>
      async ({ answer }) => {
        const reply = await answer();
        return typeof replyMap(reply)?.email_sent === 'string'
          ? changeReplyFields(reply, (fields) => ({ ...fields, email_sent: 'Success' }))
          : reply;
      },
  ),
  mutant(
    'encoding/enumerations-upper-case',
    'lower-case',
    changeReply((reply) =>
      replyMap(reply)?.account === undefined
        ? reply
        : changeReplyFields(reply, (fields) => ({
            ...fields,
            account: String(fields.account).toLowerCase(),
          })),
    ),
  ),
  ...acceptsMistake('encoding/handle-is-a-pair', 'any-handle', hasMistake(/human_handle/)),
  badRequest('encoding/identifier-is-ext-2', () => true),
  changeRequest('encoding/identifier-is-ext-2', 'bytes-too', ({ greeting_attempt, ...request }) =>
    isBytes(greeting_attempt) && greeting_attempt.length === 16
      ? { ...request, greeting_attempt: Uuid.of(greeting_attempt) }
      : { ...request, ...(greeting_attempt === undefined ? {} : { greeting_attempt }) },
  ),
  mutant(
    'encoding/token-is-bin-16',
    'short-payload',
    changeBootstrapUrl((url) => url.replace(/p=[\w-]+/, 'p=AAAA')),
  ),
];
