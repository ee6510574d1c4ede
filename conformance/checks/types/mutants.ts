import type { Mutant } from '@parsec-spec/reference-server/core';
import type { OrganizationBootstrapRequest as Request } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeJson, isCreation } from '../../self-test/kit/administration-json.ts';
import { type CertificateFields, contentOf } from '../../self-test/kit/bootstrap.ts';
import {
  commandReply,
  inMilliseconds,
  jsonIn,
  outcomeOf,
  refusal,
  replyMap,
  routeOf,
  toMilliseconds,
  withStatus,
} from '../../self-test/kit/calls.ts';
import { acceptsMistake, hasMistake, refusesBootstrap } from '../../self-test/kit/certificate-mistakes.ts';
import {
  type CommandCall,
  certificateIn,
  changeCommands,
  documentIn,
  isOk,
} from '../../self-test/kit/commands.ts';
import { changeCertificateGet } from '../../self-test/kit/history.ts';
import { ok } from '../../self-test/kit/lost-races.ts';
import { changeByBody, changeCall, changeReply, mutant } from '../../self-test/kit/mutant.ts';

const labelOf = (request: Request): string => contentOf(request, 'device_certificate')?.device_label ?? '';

const handleOf = (request: Request): readonly [string, string] =>
  contentOf(request, 'user_certificate')?.human_handle ?? ['', ''];

function handleIn({ request }: CommandCall): readonly string[] {
  const certificate = certificateIn(request.user_certificate);
  return certificate?.type === 'user_certificate' ? (certificate.human_handle ?? []) : [];
}

/** The human handles in the documents of user certificates, which need not be valid. */
const handlesIn = (request: CertificateFields): readonly (readonly unknown[])[] =>
  [request.user_certificate, request.redacted_user_certificate].flatMap((bytes) => {
    const { human_handle } = documentIn(bytes);
    return Array.isArray(human_handle) ? [human_handle] : [];
  });

const isLabelLength = (label: string): boolean => label !== '' && Buffer.byteLength(label) < 255;

const isRedacted = (email: string): boolean => email.endsWith('@redacted.invalid');

/** Whether a label is invalid and matches. */
const hasLabel = (matches: (label: string) => boolean) => (request: CertificateFields) =>
  hasMistake(/human_handle\/1/)(request) && handlesIn(request).some(([, label]) => matches(String(label)));

/** Whether an e-mail address is invalid and matches. */
const hasEmail = (matches: (email: string) => boolean) => (request: CertificateFields) =>
  hasMistake(/human_handle\/0/)(request) && handlesIn(request).some(([email]) => matches(String(email)));

const isIdLength = (id: string): boolean => id !== '' && Buffer.byteLength(id.normalize('NFC')) <= 32;

/** Answers 400 instead of 422 to administration calls with a matching body. */
const badAdministration = (
  requirement: RequirementId,
  isMeant: (body: Readonly<Record<string, unknown>>) => boolean,
): Mutant =>
  mutant(
    requirement,
    'bad-request',
    changeByBody((reply, call) =>
      reply.status === 422 && routeOf(call) === 'administration' && isMeant(jsonIn(call.bytes) ?? {})
        ? withStatus(400, reply)
        : reply,
    ),
  );

/** Mutants of the requirements of `types`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  refusesBootstrap(
    'types/device-label-accepted',
    (request) => Buffer.byteLength(labelOf(request)) > 250 || labelOf(request).length === 1,
  ),
  refusesBootstrap(
    'types/human-label-accepted',
    (request) => Buffer.byteLength(handleOf(request)[1]) > 250 || /[^\w ]/.test(handleOf(request)[1]),
  ),
  refusesBootstrap(
    'types/email-254-bytes',
    (request) => handleOf(request)[0].length > 200 || handleOf(request)[0].includes('xn--'),
  ),
  ...acceptsMistake('types/device-label-length', 'any', hasMistake(/device_label/)),
  ...acceptsMistake(
    'types/human-label-length',
    'any',
    hasLabel((given) => !isLabelLength(given)),
  ),
  ...acceptsMistake('types/human-label-characters', 'any', hasLabel(isLabelLength)),
  ...acceptsMistake(
    'types/email-is-bare-ascii',
    'any',
    hasEmail((given) => !isRedacted(given)),
  ),
  // Only a bootstrap check uses an address of that domain.
  ...acceptsMistake('types/email-redacted-domain', 'any', hasEmail(isRedacted)),
  ...acceptsMistake('types/profile-is-one-of-three', 'any', hasMistake(/profile/)),
  mutant(
    'types/organization-id-characters',
    'blanks-around-dropped',
    changeJson(isCreation, (body) => ({
      ...body,
      ...(typeof body.organization_id === 'string' && { organization_id: body.organization_id.trim() }),
    })),
  ),
  badAdministration('types/organization-id-characters', ({ organization_id: id }) => isIdLength(String(id))),
  changeCommands(
    'types/handle-equal-by-email',
    'label-counts',
    ['organization_bootstrap', 'user_create'],
    () => {
      const handles = new Set<string>();
      return async (commandCall) => {
        const reply = await commandCall.answer();
        const handle = handleIn(commandCall);
        if (isOk(reply)) handles.add(`${commandCall.organization} ${handle.join(' ')}`);
        const isNew = !handles.has(`${commandCall.organization} ${handle.join(' ')}`);
        return outcomeOf(reply) === 'human_handle_already_taken' && isNew ? ok : reply;
      };
    },
  ),
  changeCommands('types/handle-case-counts', 'folded', ['organization_bootstrap', 'user_create'], () => {
    const emails = new Map<string, string>();
    return async (commandCall) => {
      const [email = ''] = handleIn(commandCall);
      const folded = `${commandCall.organization} ${email.toLowerCase()}`;
      if ((emails.get(folded) ?? email) !== email)
        return commandReply({ status: 'human_handle_already_taken' });
      emails.set(folded, email);
      return commandCall.answer();
    };
  }),
  changeCommands(
    'types/handle-case-counts',
    'invited-in-lower-case',
    ['invite_new_user'],
    () =>
      ({ request, answer }) =>
        answer({ ...request, claimer_email: String(request.claimer_email).toLowerCase() }),
  ),
  mutant(
    'types/microseconds-kept',
    'milliseconds',
    changeCertificateGet(({ common_after }) => ({ common_after: toMilliseconds(common_after) })),
  ),
  mutant(
    'types/microseconds-kept',
    'bounds-in-milliseconds',
    changeReply((reply) =>
      outcomeOf(reply) === 'require_greater_timestamp' ? inMilliseconds(reply) : reply,
    ),
  ),
  mutant(
    'types/limit-accepted',
    'from-one',
    changeByBody((reply, call) => (jsonIn(call.bytes)?.active_users_limit === 0 ? refusal(422) : reply)),
  ),
  badAdministration('types/limit-refused', (body) => 'active_users_limit' in body),
  mutant(
    'types/json-identifier',
    'not-found',
    changeByBody((reply, call) =>
      reply.status === 422 && 'user_id' in (jsonIn(call.bytes) ?? {}) ? withStatus(404, reply) : reply,
    ),
  ),
  mutant(
    'types/json-time-has-zone',
    'without',
    changeReply((reply) => ({
      ...reply,
      body:
        typeof reply.body === 'string' ? reply.body.replace(/("updated_on":"[^"]*)Z"/, '$1"') : reply.body,
    })),
  ),
  mutant(
    'types/organization-id-nfc',
    'as-typed',
    changeCall((call) => ({ ...call, target: call.target.replace(/%CC%8[0-9A-F]/gi, '~') })),
  ),
  mutant(
    'types/organization-id-nfc',
    'as-typed-at-event-streams',
    changeCall((call) => ({ ...call, target: call.target.replace(/%CC%8[0-9A-F](?=.*\/events$)/gi, '~') })),
  ),
  mutant(
    'types/organization-id-accepted',
    'ascii-only',
    changeByBody((reply, call) =>
      /[^\w-]/.test(String(jsonIn(call.bytes)?.organization_id ?? '')) ||
      String(jsonIn(call.bytes)?.organization_id).length > 31
        ? refusal(422)
        : reply,
    ),
  ),
  badAdministration('types/organization-id-length', ({ organization_id: id }) => !isIdLength(String(id))),
  refusesBootstrap(
    'types/device-label-accepted',
    (request) => Buffer.byteLength(labelOf(request)) === 200,
    '200-bytes-refused',
  ),
  changeCommands(
    'types/human-label-accepted',
    'some-lengths-refused',
    ['user_create'],
    () => async (commandCall) =>
      [1, 200, 254].includes(Buffer.byteLength(handleIn(commandCall)[1] ?? ''))
        ? commandReply({ status: 'invalid_certificate' })
        : commandCall.answer(),
  ),
  refusesBootstrap(
    'types/email-254-bytes',
    (request) => handleOf(request)[0].includes('+') || handleOf(request)[0].length < 8,
    'plus-and-short-refused',
  ),
  mutant(
    'types/limit-accepted',
    'some-refused',
    changeByBody((reply, call) => {
      const { active_users_limit: limit } = jsonIn(call.bytes) ?? {};
      return limit === null || limit === 1 || limit === 2 ** 31 - 1 ? refusal(422) : reply;
    }),
  ),
  mutant(
    'types/organization-id-accepted',
    'short-digits-and-underscores-refused',
    changeByBody((reply, call) =>
      /^.$|^\d+$|_/.test(String(jsonIn(call.bytes)?.organization_id ?? '')) ? refusal(422) : reply,
    ),
  ),
  mutant(
    'types/microseconds-kept',
    'milliseconds-in-refusals',
    changeReply((reply) => (replyMap(reply) === undefined || isOk(reply) ? reply : inMilliseconds(reply))),
  ),
];
