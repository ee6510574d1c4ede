import type {
  OrganizationCall,
  OrganizationOutcome,
  OrganizationRequest,
  ReceivedEvent,
  Status,
} from '../calls.ts';
import type { SequentialModel } from './history.ts';
import { linearize } from './linearize.ts';
import type { Core } from './shrink.ts';

type Model<State> = SequentialModel<State, OrganizationRequest, OrganizationOutcome>;

const READS: readonly string[] = ['certificate_get', 'invite_info', 'invite_list', 'organization_info'];

/** Maximum number of kinds of calls in a name. */
const MAX_KINDS = 6;

/**
 * Names a contradiction for baselines: the same defect gets the same name in every run. The name
 * lists the kinds of its calls, as in `invite_cancel → ok beside invite_complete → ok`. If the
 * defect is that a caller without rights was served, the name has `a write` or `a read` instead of
 * the command, which varies between runs.
 */
export function contradictionName<State>(
  model: Model<State>,
  core: Core<OrganizationRequest, OrganizationOutcome>,
): string {
  const served = servedWithoutRights(model, core);
  if (served !== undefined) return served;
  const tokensOfEvents = core.calls.flatMap(({ request }) =>
    request.cmd === 'receive_invitation' ? request.token : [],
  );
  const isEnd = ({ request, outcome }: OrganizationCall) =>
    (request.cmd === 'invite_cancel' || request.cmd === 'invite_complete') &&
    tokensOfEvents.includes(request.token) &&
    (outcome?.status ?? 'ok') === 'ok';
  // A contradiction of events about an invitation is named after the end of the invitation. The
  // number of earlier calls that created it again varies between runs.
  const calls =
    tokensOfEvents.length === 0
      ? core.calls
      : [
          ...core.calls.filter(({ request }) => !request.cmd.startsWith('invite_new_')),
          ...core.others.filter(isEnd).map((call) => ({ ...call, outcome: { status: 'ok' } })),
        ];
  const kinds = calls.map(kindOf).sort();
  // Two calls of one kind can contradict each other. The number of further ones varies.
  const names = kinds.filter((kind, index) => kinds[index - 2] !== kind);
  return names.length > MAX_KINDS ? `more than ${MAX_KINDS} kinds of calls` : names.join(' beside ');
}

/**
 * The name of a contradiction that disappears if the rights of one caller are not checked: the kind
 * of its call, and the call that took the rights. Undefined if there is no such caller.
 */
function servedWithoutRights<State>(
  model: Model<State>,
  { calls, others }: Core<OrganizationRequest, OrganizationOutcome>,
): string | undefined {
  const all = [...calls, ...others];
  const suspects = all
    .filter(({ request, optional }) => 'by' in request && optional !== true)
    .map((call) => ({ call, kind: servedKind(call) }))
    .sort((a, b) => a.kind.order - b.kind.order);
  const causes: readonly (readonly [Status, string, string])[] = [
    [461, 'user_revoke', 'user_revoke of the author → ok'],
    ['author_not_allowed', 'user_update', 'user_update of the author → ok'],
    [462, 'user_freeze', 'frozen'],
    [460, 'organization_expire', 'expired'],
  ];
  const isCause = (cmd: string, author: string | undefined) =>
    all.some(({ request }) => request.cmd === cmd && (!('user' in request) || request.user === author));
  for (const [status, cmd, cause] of causes)
    for (const { call, kind } of suspects) {
      if (!isCause(cmd, 'by' in call.request ? call.request.by?.user : undefined)) continue;
      const request = { ...call.request, excused: [status] } as OrganizationRequest;
      const excused = all.map((one) => (one === call ? { ...one, request } : one));
      if (linearize(model, excused, 10_000).kind !== 'explained') continue;
      const what = status === 462 ? 'a call → served' : status === 460 ? kindOf(call) : kind.name;
      return [what, cause].sort().join(' beside ');
    }
  return undefined;
}

function servedKind({ request, outcome }: OrganizationCall): {
  readonly order: number;
  readonly name: string;
} {
  if (outcome !== undefined && outcome.status !== 'ok') return { order: 2, name: 'a call → not HTTP 461' };
  return READS.includes(request.cmd) ? { order: 1, name: 'a read → ok' } : { order: 0, name: 'a write → ok' };
}

function kindOf({ request, outcome }: OrganizationCall): string {
  if ('listener' in request) return eventKind(request);
  // The same word as in `servedWithoutRights`.
  if (request.cmd === 'organization_expire') return 'expired';
  const status = outcome?.status ?? 'no reply';
  const isTurnedAway = typeof status === 'number' && status >= 460;
  return `${isTurnedAway ? 'a call' : request.cmd} → ${typeof status === 'number' ? `HTTP ${status}` : status}`;
}

function eventKind(request: ReceivedEvent): string {
  switch (request.cmd) {
    case 'receive_certificate':
      return request.at === null ? 'no more COMMON_CERTIFICATE heard' : 'COMMON_CERTIFICATE heard';
    case 'receive_invitation':
      return request.event === null ? 'no more INVITATION heard' : `INVITATION ${request.event} heard`;
    case 'receive_attempt':
      return request.event === null ? 'no more GREETING_ATTEMPT heard' : `${request.event} heard`;
  }
}
