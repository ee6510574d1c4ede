import type { SequentialModel } from '../sequential-model.ts';
import { isAboutLeave } from './answer.ts';
import { contradictionOf } from './contradiction-of.ts';
import { givenBy } from './given-by.ts';
import { isLost } from './is-lost.ts';
import { judgeCall } from './judge-call.ts';
import { neededBy } from './needed-by.ts';
import { recognise } from './recognise.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
import { lastOf, type OrganizationState } from './state.ts';
import { keyMaker } from './state-key.ts';
import { toldOutcome, toldRequest } from './tell.ts';
import { toldState } from './tell-state.ts';

/** An organization as its clients may see it, if each call happens at one moment: written apart from any server's rules. */
export type OrganizationModel = SequentialModel<OrganizationState, OrganizationRequest, OrganizationOutcome>;

/** The model of an organization that stands like this when its history begins. */
export const organizationModel = (initial: OrganizationState): OrganizationModel => ({
  initial,
  step: (before, request, outcome, isSupposed) => {
    const state = recognise(before, request);
    const { refusals: all, served } = judgeCall(state, request, isSupposed);
    const refusals = isSupposed ? all.filter((status) => !isAboutLeave(status)) : all;
    if (refusals.length === 0) return served(outcome);
    if (outcome === undefined || !refusals.includes(outcome.status)) return undefined;
    const isFalse =
      outcome.status === 'require_greater_timestamp' && outcome.strictlyGreaterThan !== lastOf(state);
    return isFalse ? undefined : state;
  },
  isToggle: ({ cmd }) => /^(user|organization)_(un)?(freeze|expire)$/.test(cmd),
  takes: (request) =>
    ['user_revoke', 'user_freeze', 'organization_expire'].includes(request.cmd) ||
    (request.cmd === 'user_update' && request.profile !== 'ADMIN'),
  key: keyMaker(),
  isLost,
  gives: givenBy,
  needs: neededBy,
  tell: {
    request: toldRequest,
    outcome: toldOutcome,
    contradiction: contradictionOf,
    right: (state, request, outcome) => {
      const { refusals, right } = judgeCall(state, request, false);
      return refusals.length === 0
        ? right(outcome)
        : refusals.map((status) => toldOutcome({ status })).join(' or ');
    },
    state: toldState,
  },
});
