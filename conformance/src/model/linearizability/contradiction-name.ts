import type {
  ReceivedEvent,
  OrganizationCall,
  OrganizationOutcome,
  OrganizationRequest,
  Status,
} from '../calls.ts';
import type { SequentialModel } from './history.ts';
import { linearize } from './search.ts';
import type { Core } from './shrink.ts';

type Model<State> = SequentialModel<State, OrganizationRequest, OrganizationOutcome>;

const READS: readonly string[] = ['certificate_get', 'invite_info', 'invite_list', 'organization_info'];

/** A name lists so many kinds of calls at most. */
const MAX_KINDS = 6;

/**
 * Names a contradiction so that a baseline can list it: the same defect gets the same name in every
 * run. The name has the kinds of its calls, as in `invite_cancel → ok beside invite_complete → ok`.
 * If a caller was served whose rights had changed, the command is chance, and the name says `a
 * write` or `a read`.
 */
export function contradictionName<State>(
  model: Model<State>,
  core: Core<OrganizationRequest, OrganizationOutcome>,
): string {
  const served = servedWithoutRights(model, core);
  if (served !== undefined) return served;
  const heard = core.calls.flatMap(({ request }) => (request.cmd === 'hear_invitation' ? request.token : []));
  const isEnd = ({ request, outcome }: OrganizationCall) =>
    (request.cmd === 'invite_cancel' || request.cmd === 'invite_complete') &&
    heard.includes(request.token) &&
    (outcome?.status ?? 'ok') === 'ok';
  // Events about an invitation are named after its end: how often it was made again before is
  // chance.
  const calls =
    heard.length === 0
      ? core.calls
      : [
          ...core.calls.filter(({ request }) => !request.cmd.startsWith('invite_new_')),
          ...core.others.filter(isEnd).map((call) => ({ ...call, outcome: { status: 'ok' } })),
        ];
  const kinds = calls.map(kindOf).sort();
  // Two calls of one kind can exclude each other; more of them are chance.
  const names = kinds.filter((kind, index) => kinds[index - 2] !== kind);
  return names.length > MAX_KINDS ? `more than ${MAX_KINDS} kinds of calls` : names.join(' beside ');
}

/**
 * Whether all is explained once one caller's rights are not checked: then its name, and what took
 * the rights.
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
  // The same word as in the name of a call that was served although its organization had expired.
  if (request.cmd === 'organization_expire') return 'expired';
  const status = outcome?.status ?? 'no reply';
  const isTurnedAway = typeof status === 'number' && status >= 460;
  return `${isTurnedAway ? 'a call' : request.cmd} → ${typeof status === 'number' ? `HTTP ${status}` : status}`;
}

function eventKind(request: ReceivedEvent): string {
  switch (request.cmd) {
    case 'hear_certificate':
      return request.at === null ? 'no more COMMON_CERTIFICATE heard' : 'COMMON_CERTIFICATE heard';
    case 'hear_invitation':
      return request.event === null ? 'no more INVITATION heard' : `INVITATION ${request.event} heard`;
    case 'hear_attempt':
      return request.event === null ? 'no more GREETING_ATTEMPT heard' : `${request.event} heard`;
  }
}
