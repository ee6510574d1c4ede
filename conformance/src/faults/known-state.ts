import { isBroken } from '../model/answers.ts';
import type { Caller, OrganizationOutcome, OrganizationRequest, Status } from '../model/calls.ts';
import { stateAfter } from '../model/organization-model.ts';
import { emptyOrganization, type OrganizationState } from '../model/state.ts';
import { answerCall } from '../model/transitions/answer-call.ts';

/** The state of an organization that follows from all acknowledged requests. */
export interface KnownState extends OrganizationState {
  readonly created: boolean;
  /** Whether the profile OUTSIDER is allowed. */
  readonly outsiders: boolean;
  readonly terms: Readonly<Record<string, string>> | null;
  /** The users who have accepted the current terms. */
  readonly accepted: ReadonlySet<string>;
}

/** The state before the organization is created. */
export const notCreated: KnownState = {
  ...emptyOrganization,
  created: false,
  outsiders: true,
  terms: null,
  accepted: new Set(),
};

/**
 * The state after a call. Undefined if the outcome is wrong.
 *
 * @param outcome - undefined: the call was served, and its reply was lost
 */
export function knownAfter(
  known: KnownState,
  request: OrganizationRequest,
  outcome?: OrganizationOutcome,
): KnownState | undefined {
  const after = stateAfter(known, request, outcome);
  return after && { ...known, ...after };
}

/** The devices of an organization. The first one reads its state. */
export const devicesOf = ({ devices }: OrganizationState): readonly Caller[] =>
  [...devices].map(([device, user]) => ({ device, user }));

/** The answer to a call of a device: `ok`, or the status of the refusal. */
export function expectedAccess(known: KnownState, by: Caller): Status {
  const { rules, expected } = answerCall(known, { cmd: 'organization_info', by });
  const accepts = known.terms === null || known.accepted.has(by.user);
  return rules.find(isBroken)?.[2] ?? (accepts ? expected.status : 463);
}
