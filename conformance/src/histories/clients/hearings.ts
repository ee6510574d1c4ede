import type { Operation } from '../operation.ts';
import { invitedBy } from '../organization/recognise.ts';
import type { Hearing, OrganizationOutcome, OrganizationRequest } from '../organization/request.ts';
import type { Moment } from '../recorder.ts';
import type { Company } from './company.ts';
import type { Heard, Listener } from './listener.ts';

type Call = Operation<OrganizationRequest, OrganizationOutcome>;

/**
 * What somebody heard, as the model knows it: of each invitation and attempt by number, and certificates one after the other.
 * `end`: a moment when everything was heard; then there was no more than that.
 */
export function hearings(
  company: Company,
  { place, heard }: Listener,
  history: readonly Call[],
  end: Moment | undefined,
): readonly Call[] {
  const listener = place.caller;
  const counts = new Map<string, number>();
  let after = company.began;
  const nth = (thing: string) => {
    const count = counts.get(thing) ?? 0;
    counts.set(thing, count + 1);
    return count;
  };
  const isAnyLost = history.some(({ request, outcome }) => isInvitation(request) && outcome === undefined);
  const requestOf = ({ fields }: Heard): Hearing | undefined => {
    const event = String(fields.event);
    if (event === 'COMMON_CERTIFICATE') {
      const [at, before] = [company.dateOf(fields.timestamp), after];
      // Delivery may lag behind the answer of what caused it: so it may tell of what was before the stream.
      if (at <= company.began) return undefined;
      after = Math.max(after, at);
      return { cmd: 'hear_certificate', listener, at, after: before };
    }
    const token = company.names.tokenCalled(fields.token);
    if (!('token' in fields) || (token === undefined && isAnyLost)) return undefined;
    const known = token ?? 'a token that nobody was told';
    if (event === 'INVITATION') {
      const status = String(fields.invitation_status);
      return { cmd: 'hear_invitation', listener, token: known, nth: nth(known), event: status };
    }
    const attempt = company.names.attempt(fields.greeting_attempt);
    const greeter = listener.user;
    return { cmd: 'hear_attempt', listener, token: known, greeter, attempt, nth: nth(attempt), event };
  };
  const operation = (request: Hearing, moment: Moment): Call => ({
    client: `${listener.device} listening`,
    request,
    outcome: { status: 'heard' },
    ...moment,
  });
  const told = heard.flatMap((one) => {
    const request = requestOf(one);
    return request === undefined ? [] : [operation(request, one.moment)];
  });
  if (end === undefined) return told;
  const since = (isAbout: (call: Call) => boolean) => lastOf(history.filter(isAbout)) ?? end;
  const tokens = [...company.tokens].map((token) =>
    operation(
      { cmd: 'hear_no_more_of_invitation', listener, token, nth: counts.get(token) ?? 0 },
      since((call) => mayTellOf(call, token)),
    ),
  );
  const attempts = company.attempts
    .filter(({ greeter }) => greeter === listener.user)
    .map(({ token, greeter, name: attempt }) =>
      operation(
        { cmd: 'hear_no_more_of_attempt', listener, token, greeter, attempt, nth: counts.get(attempt) ?? 0 },
        since(({ request }) => 'attempt' in request && request.attempt === attempt && 'party' in request),
      ),
    );
  return [
    ...told,
    ...tokens,
    ...attempts,
    operation({ cmd: 'hear_no_more_certificates', listener, after }, end),
  ];
}

const isInvitation = ({ cmd }: OrganizationRequest) =>
  cmd === 'invite_new_user' || cmd === 'invite_new_device';

/** Whether listeners may be told of an invitation because of this call. */
function mayTellOf({ request }: Call, token: string): boolean {
  if (request.cmd === 'invite_cancel' || request.cmd === 'invite_complete') return request.token === token;
  const about = invitedBy(token);
  if (request.cmd === 'invite_new_user') return request.email === about;
  return request.cmd === 'invite_new_device' && request.by.user === about;
}

/** Right after the last of these was answered; undefined where one was not, or there is none. */
function lastOf(calls: readonly Call[]): Moment | undefined {
  const last = calls.reduce<Call | undefined>(
    (latest, one) => (latest === undefined || one.returned > latest.returned ? one : latest),
    undefined,
  );
  if (last === undefined || !Number.isFinite(last.returned)) return undefined;
  const { returned, returnedMs } = last;
  return { called: returned + 0.25, returned: returned + 0.5, calledMs: returnedMs, returnedMs };
}
