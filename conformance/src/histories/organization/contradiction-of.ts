import type { Operation } from '../operation.ts';
import type { SequentialWords } from '../sequential-model.ts';
import type { Order } from '../verdict.ts';
import { forbiddenIn } from './forbidden-in.ts';
import { judgeCall } from './judge-call.ts';
import type { OrganizationOutcome, OrganizationRequest } from './request.ts';
import type { OrganizationState } from './state.ts';
import { isEnd, toldContradiction } from './tell-contradiction.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/** The name of what is wrong with some calls: of the writes that should not be, whoever it is that shows them. */
export const contradictionOf: SequentialWords<
  OrganizationState,
  OrganizationRequest,
  OrganizationOutcome
>['contradiction'] = (calls, within) => {
  if (within === undefined) return toldContradiction(calls);
  const { order, history, suspect } = within;
  const shown = calls.map((call) => forbiddenIn(call, history)).find(({ length }) => length > 0);
  if (shown !== undefined) return toldContradiction(shown);
  // Who is in the order was served when he still might be.
  const unserved = calls.filter((call) => !order.calls.includes(call));
  const gone = [
    ...unserved.flatMap((call) => servedTo(call, order)),
    ...(suspect === undefined ? [] : servedTo(suspect.call, suspect.order)),
  ][0];
  if (gone !== undefined) return gone;
  const heard = calls.filter(({ request }) => 'listener' in request);
  const [only, ...others] = heard.length > 0 ? heard : calls;
  if (only === undefined || others.length > 0) return toldContradiction(calls);
  const { refusals, right } = judgeCall(order.state, only.request, false);
  if (heard.length === 0) return toldContradiction(calls, calls.length === 1 ? order.calls : [], refusals);
  // Whatever else was done to an invitation: how it ended decides what is told of it, if it ended once.
  const ends = endsOf(only, history);
  const [first, second] = ends;
  const other = ends.find(({ request }) => request.cmd !== first?.request.cmd) ?? second;
  if (first !== undefined && other !== undefined) return toldContradiction([first, other]);
  const decisive = calls.filter(({ request }) => !request.cmd.startsWith('invite_new_'));
  return toldContradiction(decisive, ends, [right(undefined)]);
};

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
