import type { Operation } from '../operation.ts';
import type { SequentialModel } from '../sequential-model.ts';
import type { Order } from '../verdict.ts';
import { type Answer, isAboutLeave, refusing } from './answer.ts';
import { forbiddenIn } from './forbidden-in.ts';
import { givenBy } from './given-by.ts';
import { isLost } from './is-lost.ts';
import { judgeAdministering } from './judge-administering.ts';
import { judgeGreetingCall } from './judge-greeting-call.ts';
import { judgeHearing } from './judge-hearing.ts';
import { judgeInviting } from './judge-inviting.ts';
import { judgeReading } from './judge-reading.ts';
import { judgeWriting } from './judge-writing.ts';
import { neededBy } from './needed-by.ts';
import { recognise } from './recognise.ts';
import type { Calling, OrganizationOutcome, OrganizationRequest } from './request.ts';
import { shutOut } from './shut-out.ts';
import { lastOf, type OrganizationState } from './state.ts';
import { keyMaker } from './state-key.ts';
import { toldOutcome, toldRequest } from './tell.ts';
import { isEnd, toldContradiction } from './tell-contradiction.ts';
import { toldState } from './tell-state.ts';

/** An organization as its clients may see it, if each call happens at one moment: written apart from any server's rules. */
export type OrganizationModel = SequentialModel<OrganizationState, OrganizationRequest, OrganizationOutcome>;

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

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
  key: keyMaker(),
  isLost,
  gives: givenBy,
  needs: neededBy,
  tell: {
    request: toldRequest,
    outcome: toldOutcome,
    contradiction: (calls, within) => {
      if (within === undefined) return toldContradiction(calls);
      const { order, history } = within;
      const shown = calls.map((call) => forbiddenIn(call, history)).find(({ length }) => length > 0);
      if (shown !== undefined) return toldContradiction(shown);
      const gone = calls.flatMap((call) => servedTo(call, order))[0];
      if (gone !== undefined) return gone;
      const heard = calls.filter(({ request }) => 'listener' in request);
      const [only, ...others] = heard.length > 0 ? heard : calls;
      if (only === undefined || others.length > 0) return toldContradiction(calls);
      const { refusals, right } = judgeCall(order.state, only.request, false);
      if (heard.length === 0)
        return toldContradiction(calls, calls.length === 1 ? order.calls : [], refusals);
      // Whatever else was done to an invitation: how it ended decides what is told of it, if it ended once.
      const ends = endsOf(only, history);
      const [first, second] = ends;
      const other = ends.find(({ request }) => request.cmd !== first?.request.cmd) ?? second;
      if (first !== undefined && other !== undefined) return toldContradiction([first, other]);
      const decisive = calls.filter(({ request }) => !request.cmd.startsWith('invite_new_'));
      return toldContradiction(decisive, ends, [right(undefined)]);
    },
    right: (state, request, outcome) => {
      const { refusals, right } = judgeCall(state, request, false);
      return refusals.length === 0
        ? right(outcome)
        : refusals.map((status) => toldOutcome({ status })).join(' or ');
    },
    state: toldState,
  },
});

/** Where somebody was served as if he had not been revoked, demoted or promoted: the name of that, whatever else was asked and answered. */
function servedTo(
  call: Call,
  { state, calls }: Order<OrganizationState, Call['request'], OrganizationOutcome>,
) {
  const { request, outcome } = call;
  if (typeof outcome?.status !== 'string' || !('by' in request)) return [];
  const { refusals, served } = judgeCall(state, request, false);
  const isDenied = outcome.status === 'ok' && refusals.includes('author_not_allowed');
  const views = (['full', 'redacted'] as const).filter((view) => view !== outcome.view);
  const isOtherView =
    outcome.view !== undefined && views.some((view) => served({ ...outcome, view }) !== undefined);
  const author = request.by?.user;
  const cause = calls.findLast(({ request: other }) =>
    refusals.includes(461)
      ? other.cmd === 'user_revoke' && other.user === author
      : (isDenied || isOtherView) && other.cmd === 'user_update' && other.user === author,
  );
  return cause === undefined ? [] : [toldContradiction([{ ...cause, outcome: { status: 'ok' } }, call])];
}

/** Calls that ended the invitation that something is heard of, as far as they were answered. */
const endsOf = ({ request: heard }: Call, history: readonly Call[]): readonly Call[] =>
  history.filter(
    ({ request, outcome = { status: 'ok' } }) =>
      isEnd(request) && 'token' in heard && request.token === heard.token && outcome.status === 'ok',
  );

function judgeCall(state: OrganizationState, request: OrganizationRequest, isSupposed: boolean): Answer {
  switch (request.cmd) {
    case 'user_freeze':
    case 'user_unfreeze':
    case 'organization_expire':
    case 'organization_unexpire':
      return judgeAdministering(state, request);
    case 'hear_certificate':
    case 'hear_no_more_certificates':
    case 'hear_invitation':
    case 'hear_no_more_of_invitation':
    case 'hear_attempt':
    case 'hear_no_more_of_attempt':
      return judgeHearing(state, request);
    default: {
      // Who may not call at all is told so before anything else.
      const refusals = isSupposed ? [] : shutOut(state, request);
      return refusals.length > 0 ? refusing(...refusals) : judgeCalling(state, request, isSupposed);
    }
  }
}

function judgeCalling(state: OrganizationState, request: Calling, isSupposed: boolean): Answer {
  switch (request.cmd) {
    case 'user_create':
    case 'device_create':
    case 'user_update':
    case 'user_revoke':
      return judgeWriting(state, request);
    case 'certificate_get':
    case 'organization_info':
      return judgeReading(state, request);
    case 'invite_new_user':
    case 'invite_new_device':
    case 'invite_cancel':
    case 'invite_complete':
    case 'invite_list':
    case 'invite_info':
      return judgeInviting(state, request, isSupposed);
    default:
      return judgeGreetingCall(state, request, isSupposed);
  }
}
