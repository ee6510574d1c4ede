import type { EventStream } from '../../judge/event-stream.ts';
import type { Judge } from '../../judge/judge.ts';
import {
  inviteeOf,
  type OrganizationCall,
  type OrganizationOutcome,
  type OrganizationRequest,
  type ReceivedEvent,
} from '../../model/calls.ts';
import type { Interval, Recorder } from '../../model/linearizability/history.ts';
import { inTime } from '../../targets/judge-delay.ts';
import { eventOf } from '../../wire/event-frames.ts';
import type { Fields } from '../../wire/values.ts';
import { calls } from '../organization/client-calls.ts';
import { outcomeOf } from '../organization/outcome-of-exchange.ts';
import type { Actor, TestOrganization } from '../organization/test-organization.ts';

type CallRecorder = Recorder<OrganizationRequest, OrganizationOutcome>;

/** The devices with an event stream: two of one user, and two of users who may lose rights. */
const DEVICES = ['alice-laptop', 'alice-phone', 'anna-laptop', 'bob-laptop'];

/** Their users. */
export const LISTENERS: readonly string[] = ['alice', 'anna', 'bob'];

/** Maximum wait for the last event, in ms. */
const LAST_EVENT_TIMEOUT_MS = 10_000;
/** Interval at which a listener checks whether it must end, in ms. */
const POLL_MS = 100;

interface Listener {
  readonly actor: Actor;
  readonly stream: EventStream;
  readonly received: { readonly fields: Fields; readonly interval: Interval }[];
  isOver: boolean;
}

/**
 * Opens event streams on all nodes and records their events.
 *
 * @returns a function that ends the streams and returns the events as calls of the model
 */
export async function startListeners(
  organization: TestOrganization,
  nodes: readonly Judge[],
  recorder: CallRecorder,
): Promise<() => Promise<readonly OrganizationCall[]>> {
  const started = await Promise.all(
    DEVICES.map(async (name, index) => {
      const [node, actor] = [nodes[index % nodes.length], organization.devices.get(name)];
      if (node === undefined || actor === undefined) throw new Error(`no device ${name}`);
      const listener: Listener = { actor, stream: await node.listen(actor), received: [], isOver: false };
      return { listener, done: record(listener, node, recorder) };
    }),
  );
  return async () => {
    const [node] = nodes;
    if (node === undefined || node.signal.aborted) return [];
    // Adds a last certificate. A stream that delivers its event has delivered all earlier events.
    const alice = organization.actor('alice');
    const { request, send } = calls(organization, node).addDevice(alice, 'bell');
    const outcome = await recorder.record(alice.caller.device, request, async () =>
      outcomeOf(organization, request, await send(node)),
    );
    const last = 'at' in request && outcome?.status === 'ok' ? request.at : undefined;
    const isComplete = await Promise.all(
      started.map(async ({ listener, done }) => {
        const { stream, received } = listener;
        const hasLast = () => received.some(({ fields }) => organization.dateOf(fields.timestamp) === last);
        const untilLast = async () => {
          while (stream.isOpen && !listener.isOver && !hasLast())
            await new Promise((resolve) => setTimeout(resolve, 5));
        };
        if (last !== undefined) await inTime(untilLast(), LAST_EVENT_TIMEOUT_MS);
        const isOpen = stream.isOpen;
        listener.isOver = true;
        await done;
        stream.close();
        return isOpen && last !== undefined;
      }),
    );
    const end = recorder.instant();
    const { history } = recorder;
    const mayBeRevoked = (user: string) =>
      history.some(
        (call) =>
          call.request.cmd === 'user_revoke' &&
          call.request.user === user &&
          (call.outcome?.status ?? 'ok') === 'ok',
      );
    return started.flatMap(({ listener }, index) =>
      receivedEvents(
        organization,
        listener,
        history,
        isComplete[index] === true && !mayBeRevoked(listener.actor.caller.user) ? end : undefined,
      ),
    );
  };
}

async function record(listener: Listener, { signal }: Judge, recorder: CallRecorder): Promise<void> {
  const { stream, received } = listener;
  while (!listener.isOver && !signal.aborted) {
    const frame = await stream.anyFrame('an event', POLL_MS).catch(() => undefined);
    const fields = frame?.event === 'message' ? eventOf(frame.data) : undefined;
    if (fields !== undefined) received.push({ fields, interval: recorder.instant() });
    if (frame === undefined && !stream.isOpen) break;
  }
}

/**
 * The events of a listener as calls of the model.
 *
 * @param end - an interval at which all events had arrived. Adds, for each subject, the observation
 * that no further event arrived.
 */
function receivedEvents(
  organization: TestOrganization,
  { actor, received }: Listener,
  history: readonly OrganizationCall[],
  end: Interval | undefined,
): readonly OrganizationCall[] {
  const listener = actor.caller;
  const greeter = listener.user;
  const counts = new Map<string, number>();
  const count = (subject: string) => counts.get(subject) ?? 0;
  let after = organization.began;
  const isTokenLost = history.some(({ request: { cmd }, outcome }) => isInvite(cmd) && outcome === undefined);
  const requestOf = (fields: Fields): ReceivedEvent | undefined => {
    const event = String(fields.event);
    if (event === 'COMMON_CERTIFICATE') {
      const [at, before] = [organization.dateOf(fields.timestamp), after];
      // An event may be delivered late. This certificate is older than the history.
      if (at <= organization.began) return undefined;
      after = Math.max(after, at);
      return { cmd: 'receive_certificate', listener, at, after: before };
    }
    const tokenName = organization.knownToken(fields.token);
    if (!('token' in fields) || (tokenName === undefined && isTokenLost)) return undefined;
    const token = tokenName ?? 'an unknown token';
    const isInvitation = event === 'INVITATION';
    const attempt = isInvitation ? '' : organization.attemptName(fields.greeting_attempt, { token, greeter });
    const subject = isInvitation ? token : attempt;
    const nth = count(subject);
    counts.set(subject, nth + 1);
    return isInvitation
      ? { cmd: 'receive_invitation', listener, token, nth, event: String(fields.invitation_status) }
      : { cmd: 'receive_attempt', listener, token, greeter, attempt, nth, event };
  };
  const operation = (request: ReceivedEvent, interval: Interval): OrganizationCall => ({
    client: `${listener.device} listening`,
    request,
    outcome: { status: 'received' },
    ...interval,
  });
  const events = received.flatMap(({ fields, interval }) => {
    const request = requestOf(fields);
    return request === undefined ? [] : [operation(request, interval)];
  });
  if (end === undefined) return events;
  const noFurtherEvent = (request: ReceivedEvent, isCause: (request: OrganizationRequest) => boolean) =>
    operation(request, afterLast(history.filter((call) => isCause(call.request))) ?? end);
  return [
    ...events,
    ...[...organization.tokens.keys()].map((token) =>
      noFurtherEvent(
        { cmd: 'receive_invitation', listener, token, nth: count(token), event: null },
        (request) => isAbout(request, token),
      ),
    ),
    ...organization.attempts
      .filter((one) => one.greeter === greeter)
      .map(({ token, name: attempt }) =>
        noFurtherEvent(
          { cmd: 'receive_attempt', listener, token, greeter, attempt, nth: count(attempt), event: null },
          (request) => 'attempt' in request && request.attempt === attempt,
        ),
      ),
    operation({ cmd: 'receive_certificate', listener, after, at: null }, end),
  ];
}

const isInvite = (cmd: string) => cmd === 'invite_new_user' || cmd === 'invite_new_device';

/** Whether a call can cause an event about the invitation with this token. */
function isAbout(request: OrganizationRequest, token: string): boolean {
  switch (request.cmd) {
    case 'invite_cancel':
    case 'invite_complete':
      return request.token === token;
    case 'invite_new_user':
      return request.email === inviteeOf(token);
    case 'invite_new_device':
      return request.by.user === inviteeOf(token);
    default:
      return false;
  }
}

/**
 * An interval right after the last of these calls. Undefined if there is none, or one has no reply.
 */
function afterLast(calls: readonly OrganizationCall[]): Interval | undefined {
  const [last] = [...calls].sort((a, b) => b.returned - a.returned);
  if (last === undefined || !Number.isFinite(last.returned)) return undefined;
  const { returned, returnedMs } = last;
  return { called: returned + 0.25, returned: returned + 0.5, calledMs: returnedMs, returnedMs };
}
