import type { RequirementId } from '@parsec-spec/spec/requirements';
import { isBroken } from './answers.ts';
import type { OrganizationOutcome, OrganizationRequest } from './calls.ts';
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
 * A call that breaks a rule and gets none of the refusals of its broken rules breaks the requirement
 * of the first one, or that of the kept rule by whose status it is refused. A call that breaks no rule and is refused breaks the requirement of the rule with
 * that status.
 *
 * @param outcome - undefined: the call was served, and its reply was lost
 */
export function matchExpectedAnswer(
  before: OrganizationState,
  request: OrganizationRequest,
  outcome: OrganizationOutcome | undefined,
  leniency: Leniency = {},
): OrganizationState | RequirementId | undefined {
  const { isOptional = false, waived = NOTHING } = leniency;
  const state = withTokenOf(before, request);
  const { rules, served, cancellation } = answerCall(state, request, leniency);
  const ignored = [...(isOptional ? RIGHTS : []), ...('excused' in request ? (request.excused ?? []) : [])];
  const broken = rules.filter((rule) => isBroken(rule) && !ignored.includes(rule[2]));
  const refusal = broken.find(([, , status]) => status === outcome?.status);
  if (refusal !== undefined) {
    const isOtherDate =
      outcome?.status === 'require_greater_timestamp' && outcome.strictlyGreaterThan !== lastDate(state);
    const told = outcome?.cancellation;
    const isOtherCancellation =
      cancellation !== undefined && told !== undefined && told !== cancellation.text;
    const requirement = (isOtherCancellation ? cancellation.requirement : undefined) ?? refusal[0];
    return (isOtherDate || isOtherCancellation) && !waived.has(requirement) ? requirement : state;
  }
  const [first] = broken.filter(([requirement]) => !waived.has(requirement));
  const kept = rules.find((one) => !isBroken(one) && one[2] === outcome?.status);
  const refusing = kept?.[3] ?? kept?.[0];
  // A server that overlooks a malformed field may refuse the request for a later reason.
  const isNext = 'malformed' in request && request.malformed !== undefined;
  if (first !== undefined)
    return refusing === undefined || isNext || waived.has(refusing) ? first[0] : refusing;
  // What a server stores of a broken message is unknown.
  const mistakes = [request.malformed, 'mistake' in request ? request.mistake : undefined];
  if (mistakes.some((mistake) => mistake !== undefined && mistake.isKept !== true)) return undefined;
  const after = served(outcome);
  if (typeof after !== 'string') return after;
  if (broken.length > 0) return undefined;
  const rule = rules.find(([, , status]) => status === outcome?.status);
  const requirement = rule?.[3] ?? rule?.[0] ?? after;
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
