import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type ExpectedAnswer, isBroken, type Rule } from './answers.ts';
import type { OrganizationOutcome, OrganizationRequest, Status } from './calls.ts';
import { changesOf, dependenciesOf } from './dependencies.ts';
import { describeOutcome } from './describe.ts';
import type { SequentialModel } from './linearizability/history.ts';
import { keyMaker, lastDate, type OrganizationState } from './state.ts';
import { answerCall, type Leniency } from './transitions/answer-call.ts';
import { withTokenOf } from './transitions/invitations.ts';
import { isOtherEvent } from './transitions/received-events.ts';

/** The behaviour of an organization towards its clients. It shares no code with a server. */
export type OrganizationModel = SequentialModel<OrganizationState, OrganizationRequest, OrganizationOutcome>;

/**
 * Refusals that are not checked for optional calls: of missing rights, and of taken seats or
 * addresses.
 */
const RIGHTS: readonly (string | number)[] = [
  'author_not_allowed',
  'active_users_limit_reached',
  'human_handle_already_taken',
  'claimer_email_already_enrolled',
];

const NOTHING: ReadonlySet<RequirementId> = new Set();

/** Makes the model of an organization with this initial state. */
export const organizationModel = (initial: OrganizationState): OrganizationModel => ({
  initial,
  step: stateAfter,
  isToggle: ({ cmd }) => /^(user|organization)_(un)?(freeze|expire)$/.test(cmd),
  key: keyMaker(),
  isUnreachable,
  changes: changesOf,
  dependsOn: dependenciesOf,
});

/**
 * The state after a call. Undefined if the outcome is wrong.
 *
 * @param outcome - undefined: the call was served, and its reply was lost
 * @param isOptional - whether the rights of the author are not checked
 */
export function stateAfter(
  before: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
  isOptional = false,
): OrganizationState | undefined {
  const next = matchExpectedAnswer(before, request, outcome, { isOptional });
  return typeof next === 'string' ? undefined : next;
}

/**
 * The state after a call, or the requirement that its outcome breaks. Undefined if the outcome breaks
 * only waived requirements, and the state is unknown.
 *
 * @param outcome - undefined: the call was served, and its reply was lost
 */
export function matchExpectedAnswer(
  before: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
  leniency: Leniency = {},
): OrganizationState | RequirementId | undefined {
  const { waived = NOTHING } = leniency;
  const state = withTokenOf(before, request);
  const answer = answerCall(state, request, leniency);
  const broken = brokenRules(answer, request, leniency);
  const refusal = broken.find(([, , status]) => status === outcome?.status);
  if (refusal !== undefined) {
    const wrong =
      wrongDetail(state, answer, refusal, outcome) ??
      (leniency.isOrdered === true && 'by' in request ? precededBy(broken, refusal) : undefined);
    return wrong === undefined || waived.has(wrong) ? state : wrong;
  }
  const overlooked = overlookedRule(answer, broken, request, outcome, waived);
  if (overlooked !== undefined) return overlooked;
  if (isUnclear(request)) return undefined;
  const after = answer.served(outcome);
  if (typeof after !== 'string') return after;
  return broken.length > 0 ? undefined : wronglyAnswered(state, answer, outcome, after, waived);
}

/** The rules that a call breaks and a server is held to. */
function brokenRules(
  { rules }: ExpectedAnswer,
  request: OrganizationRequest,
  { isOptional = false }: Leniency,
): readonly Rule[] {
  const excused = 'excused' in request ? (request.excused ?? []) : [];
  const ignored = [...(isOptional ? RIGHTS : []), ...excused];
  return rules.filter((rule) => isBroken(rule) && !ignored.includes(rule[2]));
}

/** Refusals of devices, the one first that comes first if several apply. */
const ADMISSION_ORDER: readonly Status[] = [460, 461, 462, 463, 498];

/** Refusals that tell of a user. */
const DISCLOSURES: readonly Status[] = [461, 462, 463];

/** The requirement by which another refusal precedes this one, if there is one. */
function precededBy(broken: readonly Rule[], [, , status]: Rule): RequirementId | undefined {
  const isSigned = broken.every(([requirement]) => requirement !== 'authentication/signature-verifies');
  if (!isSigned)
    return DISCLOSURES.includes(status) ? 'authentication/signature-before-disclosure' : undefined;
  const place = ADMISSION_ORDER.indexOf(status);
  const isPreceded = broken.some(([, , other]) =>
    ADMISSION_ORDER.slice(0, Math.max(0, place)).includes(other),
  );
  return isPreceded ? 'authentication/order-of-refusals' : undefined;
}

/** The requirement that the fields of an allowed refusal break. */
function wrongDetail(
  state: OrganizationState,
  { cancellation }: ExpectedAnswer,
  [requirement]: Rule,
  outcome: OrganizationOutcome | undefined,
): RequirementId | undefined {
  const told = outcome?.cancellation;
  if (cancellation !== undefined && told !== undefined && told !== cancellation.text)
    return cancellation.requirement ?? requirement;
  const isOtherDate =
    outcome?.status === 'require_greater_timestamp' && outcome.strictlyGreaterThan !== lastDate(state);
  return isOtherDate ? requirement : undefined;
}

/**
 * The requirement that an answer breaks which is none of the refusals of the broken rules: that of the
 * first broken rule, or that of the kept rule by whose status the call is refused.
 */
function overlookedRule(
  { rules }: ExpectedAnswer,
  broken: readonly Rule[],
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
  waived: ReadonlySet<RequirementId>,
): RequirementId | undefined {
  const [first] = broken.find(([requirement]) => !waived.has(requirement)) ?? [];
  if (first === undefined) return undefined;
  // A server that overlooks a malformed field may refuse the request for a later reason.
  if ('malformed' in request && request.malformed !== undefined) return first;
  const [kept, , , counterpart = kept] =
    rules.find((one) => !isBroken(one) && one[2] === outcome?.status) ?? [];
  return counterpart === undefined || waived.has(counterpart) ? first : counterpart;
}

/** Whether a call has a mistake of which it is unknown what a server that served it has stored. */
function isUnclear(request: OrganizationRequest): boolean {
  const mistakes = [request.malformed, 'mistake' in request ? request.mistake : undefined];
  return mistakes.some((mistake) => mistake !== undefined && mistake.isKept !== true);
}

/**
 * The requirement that the answer to a correct call breaks: that of the rule by whose status it is
 * refused, or else of the reply. If it is waived, the state, which a refusal leaves as it is.
 */
function wronglyAnswered(
  state: OrganizationState,
  { rules }: ExpectedAnswer,
  outcome: OrganizationOutcome | undefined,
  ofReply: RequirementId,
  waived: ReadonlySet<RequirementId>,
): OrganizationState | RequirementId | undefined {
  const rule = rules.find(([, , status]) => status === outcome?.status);
  const requirement = rule?.[3] ?? rule?.[0] ?? ofReply;
  if (!waived.has(requirement)) return requirement;
  return rule === undefined ? undefined : state;
}

/** The correct outcomes of a request in a state: those of the refusals, or the expected one. */
export function correctOutcomes(
  state: OrganizationState,
  request: OrganizationRequest,
): readonly OrganizationOutcome[] {
  const { rules, expected } = answerCall(withTokenOf(state, request), request);
  const refusals = new Set(rules.filter(isBroken).map(([, , status]) => status));
  return refusals.size === 0 ? [expected] : [...refusals].map((status) => ({ status }));
}

/** Formats the correct outcomes of a request in a state, for reports. */
export const expectedOutcome = (state: OrganizationState, request: OrganizationRequest): string =>
  correctOutcomes(state, request).map(describeOutcome).join(' or ');

/**
 * Whether an outcome is wrong in this state and in all later ones. Timestamps grow, certificates
 * are only added, and revocations and ends of invitations are final. The search prunes such
 * branches. A case that this function overlooks only costs time.
 */
function isUnreachable(
  state: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome,
): boolean {
  const { status } = outcome;
  if ('listener' in request) return isOtherEvent(state, request);
  // A later call can end a freeze or an expiry.
  if (status === 460 || status === 462) return false;
  if ('by' in request && request.by !== undefined && status !== 461) {
    const user = state.users.get(state.devices.get(request.by.device) ?? '');
    if (user?.revoked === true && request.excused?.includes(461) !== true) return true;
  }
  if (status === 'require_greater_timestamp') return (outcome.strictlyGreaterThan ?? 0) < lastDate(state);
  if (status !== 'ok') return false;
  if ('at' in request) return request.at <= lastDate(state);
  const hasEnded = (token: string | undefined) =>
    state.invitations.some((one) => one.token === token && one.status !== 'PENDING');
  switch (request.cmd) {
    case 'invite_cancel':
    case 'invite_complete':
      return hasEnded(request.token);
    case 'invite_new_user':
    case 'invite_new_device':
      return hasEnded(outcome.token);
    case 'invite_list':
      return (outcome.invitations ?? []).some((one) => one.status === 'PENDING' && hasEnded(one.token));
    case 'certificate_get':
      return state.certificates.at(-1)?.name !== outcome.certificates?.[state.certificates.length - 1];
    default:
      return false;
  }
}
