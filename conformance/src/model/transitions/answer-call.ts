import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { SettingsUpdate } from '@parsec-spec/spec/stories';
import { type ExpectedAnswer, isBroken, type Rule, refusing, rulesOfMistake, serving } from '../answers.ts';
import type { AdministrationCall, AdministrationRead, ClientCall, OrganizationRequest } from '../calls.ts';
import type { OrganizationState } from '../state.ts';
import { answerAdministrationRead } from './administration-reads.ts';
import { answerCertificateCall, answerReadCall } from './certificates.ts';
import { answerCreationCall, unbootstrappedRules } from './creation-and-bootstrap.ts';
import { answerGreetingCall } from './greeting.ts';
import { answerInvitationCall } from './invitations.ts';
import { answerReceivedEvent } from './received-events.ts';
import { answerTermsCall, answerTermsChange, pendingTerms, withReported, withTerms } from './terms.ts';

/** What a server is not held to. */
export interface Leniency {
  /** The rights of the author are not checked. */
  readonly isOptional?: boolean;
  /** Whether refusals of callers must come in the order that the specification recommends. */
  readonly isOrdered?: boolean;
  /** Requirements that the server is known to break. */
  readonly waived?: ReadonlySet<RequirementId>;
}

/**
 * The correct answer to a call in a state.
 *
 * A call that is not admitted is answered by the rules of admission alone.
 */
export function answerCall(
  state: OrganizationState,
  request: OrganizationRequest,
  leniency?: Leniency,
): ExpectedAnswer {
  const answer = answerWellFormed(state, request, leniency);
  return { ...answer, rules: [...rulesOfMistake(request.malformed), ...answer.rules] };
}

/** The answer to a call that breaks no rule of requests. */
function answerWellFormed(
  state: OrganizationState,
  request: OrganizationRequest,
  { isOptional = false, waived }: Leniency = {},
): ExpectedAnswer {
  if ('listener' in request) return answerReceivedEvent(state, request);
  if (request.cmd === 'organization_create' || request.cmd === 'organization_bootstrap')
    return answerCreationCall(state, request);
  if (!('by' in request || 'token' in request)) return answerAdministration(state, request);
  const { excused = [] } = request;
  const admission = isOptional
    ? []
    : admissionRules(state, request).filter(([, , status]) => !excused.includes(status));
  const [first] = admission.filter((rule) => isBroken(rule) && waived?.has(rule[0]) !== true);
  if (first !== undefined) return refusing(first[0], admission);
  const answer = answerAdmitted(state, request);
  return { ...answer, rules: [...admission, ...rulesOfMistake(request.mistake), ...answer.rules] };
}

function answerAdmitted(state: OrganizationState, request: ClientCall): ExpectedAnswer {
  if ('at' in request) return answerCertificateCall(state, request);
  if ('move' in request) return answerGreetingCall(state, request);
  switch (request.cmd) {
    case 'certificate_get':
    case 'organization_info':
    case 'list_frozen_users':
    case 'events_listen':
      return answerReadCall(state, request);
    case 'tos_get':
    case 'tos_accept':
      return answerTermsCall(state, request);
    default:
      return answerInvitationCall(state, request);
  }
}

/** HTTP statuses that reject the caller. */
function admissionRules(state: OrganizationState, request: ClientCall): readonly Rule[] {
  if (state.phase !== 'bootstrapped') return unbootstrappedRules(state);
  const expiry: Rule = ['authentication/expired-is-460', state.expired, 460, 'authentication/expiry-lifted'];
  if ('by' in request && request.by !== undefined) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    return [
      expiry,
      ['authentication/device-known', user === undefined, 403, 'authentication/new-device-at-once'],
      ['authentication/revoked-is-461', user?.revoked === true, 461],
      ['authentication/frozen-is-462', user?.frozen === true, 462, 'authentication/unfrozen-works-again'],
      ...(request.cmd === 'tos_get' || request.cmd === 'tos_accept' ? [] : [pendingTerms(state, request.by)]),
    ];
  }
  const token = 'token' in request ? request.token : undefined;
  const invitation = state.invitations.find((one) => one.token === token);
  const isDevice = invitation?.type === 'DEVICE';
  return [
    isDevice ? ['invitations/device-token-expired', state.expired, 460] : expiry,
    ['authentication/invitation-known', invitation === undefined, 403],
    [
      isDevice ? 'invitations/device-token-deleted' : 'authentication/invitation-deleted',
      invitation !== undefined && invitation.status !== 'PENDING',
      410,
    ],
  ];
}

/** Calls of the administration API about an organization that may not exist. */
function answerAdministration(
  state: OrganizationState,
  request: AdministrationCall | AdministrationRead,
): ExpectedAnswer {
  const unknown: readonly Rule[] = [['administration/organization-known', state.phase === 'none', 404]];
  if (state.phase === 'none') return refusing('administration/organization-known', unknown);
  const answer = isRead(request)
    ? answerAdministrationRead(state, request.cmd)
    : answerAdministrationCall(state, request);
  return { ...answer, rules: [...unknown, ...answer.rules] };
}

const isRead = (request: AdministrationCall | AdministrationRead): request is AdministrationRead =>
  ['organization_status', 'user_list', 'organization_stats'].includes(request.cmd);

/** Freezing, unfreezing, expiry and its end, terms, and the limit of active users. */
function answerAdministrationCall(state: OrganizationState, request: AdministrationCall): ExpectedAnswer {
  const expected = { status: 200 };
  if (request.cmd === 'organization_publish_terms' || request.cmd === 'organization_remove_terms')
    return answerTermsChange(state, request.cmd === 'organization_publish_terms');
  if (request.cmd === 'organization_limit') return answerUpdate(state, { limit: request.limit });
  if (request.cmd === 'organization_update') return answerUpdate(state, request);
  if (!('user' in request)) {
    const expired = request.cmd === 'organization_expire';
    return serving({
      requirement: 'organization_update/expiry-idempotent',
      expected,
      after: () => (state.expired === expired ? state : { ...state, expired, updated: ['expired'] }),
    });
  }
  const requirement = 'user_freeze/by-id-or-email';
  const user = state.users.get(request.user);
  const rules: readonly Rule[] = [
    ['user_freeze/user-known', user === undefined, 404],
    ['user_freeze/user-not-revoked', user?.revoked === true, 404],
  ];
  if (user === undefined) return refusing(requirement, rules);
  const frozen = request.cmd === 'user_freeze';
  const record = `${request.user} ${user.email}${frozen ? ' frozen' : ''}`;
  return serving({
    requirement,
    expected,
    rules,
    breach: ({ facts = [record] }) => (facts.join() === record ? undefined : requirement),
    after: () =>
      user.frozen === frozen
        ? state
        : { ...state, users: new Map(state.users).set(request.user, { ...user, frozen }) },
  });
}

/** An update of settings. Settings without a new value stay. */
function answerUpdate(state: OrganizationState, update: Omit<SettingsUpdate, 'cmd'>): ExpectedAnswer {
  const { limit = state.limit, expired = state.expired, terms, outsiders, archiving } = update;
  const withNewTerms = terms === undefined ? state : withTerms(state, terms === 'published');
  const reported = withReported(state.reported, { outsiders, archiving });
  const updated = Object.keys(update) as (keyof SettingsUpdate)[];
  return serving({
    requirement: 'organization_update/changes-what-is-named',
    expected: { status: 200 },
    after: () => ({ ...withNewTerms, limit, expired, reported, updated }),
  });
}
