import type { TestOrganization } from '../faults/organization/test-organization.ts';
import type { Judge } from '../judge/judge.ts';
import type { OrganizationOutcome, OrganizationRequest, ReadCall, Status } from '../model/calls.ts';
import { type OrganizationState, withStream } from '../model/state.ts';
import { closedBy, sentEvent } from '../model/transitions/sent-events.ts';
import { resumeAfter } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Counterexample } from './counterexample.ts';
import { LifeStream, type LoggedEvent, type StreamBreach } from './life-stream.ts';
import { callerOf } from './story-states.ts';

/** An organization on the server, and the state that follows from all answers so far. */
export interface LifeOrganization {
  readonly organization: TestOrganization;
  state: OrganizationState;
  /** The events that were sent, oldest first, and the streams, by `DEVICE NUMBER`. */
  readonly log: LoggedEvent[];
  readonly streams: Map<string, LifeStream>;
}

/** Statuses of calls that took effect. */
const SERVED: readonly Status[] = ['ok', 'not_ready', 200];

/** Changes after which a server may end a stream, which its client can resume. */
const MAY_END = /^user_update$|^organization_(create|update|limit|(un)?expire|(publish|remove)_terms)$/;

/** Maximum number of times that the server may end a stream before it has sent what it must. */
const MAX_RESUMPTIONS = 3;

/**
 * Waits for what the open streams of an organization must receive. A stream that the server may end is
 * resumed, as a client does.
 *
 * @param limitMs - how long to wait
 */
export async function waitForStreams(
  organization: LifeOrganization,
  limitMs: number,
  judge: Judge,
): Promise<Counterexample | undefined> {
  const open = [...organization.streams.keys()].filter(
    (name) => organization.state.streams.get(name) === true,
  );
  const results = await Promise.all(
    open.map(async (name) => ({ name, ...(await waitForStream(organization, name, limitMs, judge)) })),
  );
  for (const { name, stream } of results)
    if (stream?.isOpen !== true) organization.state = withStream(organization.state, name, false);
  for (const { name, stream, breach } of results)
    if (stream !== undefined && breach !== undefined)
      return {
        requirement: breach.requirement,
        rules: [],
        request: { cmd: 'events_listen', by: callerOf(name.replace(/ .*/, '')), stream: 1 },
        observed: { status: breach.observed },
        allowed: [{ status: breach.allowed }],
        exchange: stream.exchange,
      };
  return undefined;
}

async function waitForStream(
  organization: LifeOrganization,
  name: string,
  limitMs: number,
  judge: Judge,
): Promise<{ readonly stream?: LifeStream; readonly breach?: StreamBreach | undefined }> {
  for (let resumptions = 0; ; resumptions += 1) {
    const stream = organization.streams.get(name);
    if (stream === undefined) return {};
    const breach = await stream.waitForEvents(limitMs);
    const isOver = breach !== undefined || stream.isOpen || stream.mustEnd !== undefined;
    if (isOver || resumptions === MAX_RESUMPTIONS) return { stream, breach };
    judge.late('the server closed an event stream, which another one resumes');
    const [device = '', number] = name.split(' ');
    const request = {
      cmd: 'events_listen',
      by: callerOf(device),
      stream: Number(number),
      resumes: true,
    } as const;
    if ((await listen(organization, request, judge)).status !== 200) return { stream };
  }
}

/** Opens an event stream, and returns the head of the answer. */
export async function listen(
  { organization, state, streams, log }: LifeOrganization,
  { by, stream, resumes }: Extract<ReadCall, { cmd: 'events_listen' }>,
  judge: Judge,
): Promise<Exchange> {
  const name = `${by.device} ${stream}`;
  const resumed = resumes === true ? streams.get(name) : undefined;
  const actor = organization.actor(by.user, by.device);
  const answer = await judge.rpc.listen(actor, { change: resumeAfter(resumed?.lastId) });
  if (answer.exchange.status === 200)
    streams.set(name, new LifeStream(answer, by.user, organization, state, log, resumed));
  return answer.exchange;
}

/** Notes what a served call sends to the streams, and which of them it closes. */
export function noteSent(
  { state, streams, log }: LifeOrganization,
  before: OrganizationState,
  request: OrganizationRequest,
  observed: OrganizationOutcome,
): void {
  const event = sentEvent(before, state, request, observed);
  const closed = SERVED.includes(observed.status) ? closedBy(state, request) : undefined;
  if (event !== undefined) log.push({ ...event, at: performance.now() });
  for (const stream of streams.values()) {
    if (event !== undefined) stream.sent(event, log.length - 1);
    if (closed?.users.includes(stream.user) === true) stream.mustEnd = closed.requirement;
    if (MAY_END.test(request.cmd)) stream.mayEnd = true;
  }
}
