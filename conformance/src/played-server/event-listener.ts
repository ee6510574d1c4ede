import type { ClientJudge } from '../judge/client-judge.ts';
import type { MockReply, MockStream } from '../judge/mock-server.ts';
import { ActUnsupported, type ClientOutcome } from '../targets/client/client-driver.ts';
import { configurationFrame } from '../wire/event-frames.ts';
import type { SentRequest } from '../wire/exchange.ts';
import {
  type SimulatedOrganization,
  type SimulatedOrganizationOptions,
  simulateOrganization,
} from './simulated-organization.ts';

/** A request for the event stream, and its arrival time (ms, on a monotonic clock). */
export interface StreamRequest {
  readonly request: SentRequest;
  readonly at: number;
}

/** A client under test that follows the event stream of a simulated server. */
export interface EventListener extends SimulatedOrganization {
  /** The client's requests for the event stream, oldest first. */
  readonly streamRequests: readonly StreamRequest[];
  /**
   * Returns the answer to a request for the event stream, by its index. Default: a stream that
   * sends the configuration and stays open.
   */
  respond: (index: number) => MockReply;
  /** Waits for the request of this index, and returns the stream that answers it. */
  waitForStream(index: number): Promise<MockStream>;
  /** Waits for the request of this index, at most `within` ms (9000). */
  waitForStreamRequest(index: number, within?: number): Promise<StreamRequest>;
  /** Waits until the client has sent each of these commands since index `since` of `commands`. */
  waitForCommands(commands: readonly string[], since: number): Promise<void>;
  /** Waits until the client has sent and shown nothing for 150 ms. */
  waitUntilIdle(): Promise<void>;
  /** The events that the client has shown its user, oldest first. */
  readonly shown: readonly unknown[];
  /**
   * Waits until the client has shown this number of events in total, and is idle. A client that shows
   * fewer events has 3 s.
   */
  waitUntilShown(total: number): Promise<void>;
  /** Stops the client, and waits until it has ended. */
  stop(): Promise<ClientOutcome>;
}

/**
 * Opens a client with a device, and lets it follow the event stream.
 *
 * @param respond - Answers the requests for the event stream. Default: that of `EventListener`.
 */
export async function eventListener(
  judge: ClientJudge,
  respond?: EventListener['respond'],
  options?: SimulatedOrganizationOptions,
): Promise<EventListener> {
  if (!judge.client.acts.includes('watch')) throw new ActUnsupported('watch');
  const simulated = await simulateOrganization(judge, options);
  const streamRequests: StreamRequest[] = [];
  const streams: MockStream[] = [];
  const events: unknown[] = [];
  const end = new AbortController();
  const listener: EventListener = Object.assign(simulated, {
    streamRequests,
    respond: respond ?? (() => openStreamReply(configurationFrame())),
    waitForStream: async (index: number) => {
      // A program starts before its first opening.
      const limit = judge.client.isProgram && index === 0 ? 60_000 : undefined;
      const isOpen = () => streams[index] !== undefined;
      await waitUntil(judge, isOpen, `opening ${index + 1} of the event stream`, limit);
      return streams[index] as MockStream;
    },
    waitForStreamRequest: async (index: number, within?: number) => {
      await waitUntil(
        judge,
        () => streamRequests[index] !== undefined,
        `opening ${index + 1} of the event stream`,
        within,
      );
      return streamRequests[index] as StreamRequest;
    },
    waitForCommands: (commands: readonly string[], since: number) => {
      const limit = judge.client.isProgram ? 60_000 : Number.POSITIVE_INFINITY;
      const commandNames = () => simulated.commands.slice(since).map(({ cmd }) => cmd);
      const hasAll = () => commands.every((command) => commandNames().includes(command));
      return waitUntil(judge, hasAll, commands.join(' and '), limit);
    },
    waitUntilIdle: () => waitUntilIdle(judge, listener),
    shown: events,
    waitUntilShown: async (total: number) => {
      await judge.waitFor(REPORT_MS, async (limitMs) => {
        const end = performance.now() + limitMs;
        while (events.length < total && performance.now() < end && !judge.signal.aborted)
          await new Promise((done) => setTimeout(done, 5));
      });
      await waitUntilIdle(judge, listener);
    },
    stop: () => {
      end.abort();
      return watching;
    },
  });
  simulated.answer = (command, request) => {
    if (command.cmd === 'invite_list') return { reply: { status: 'ok', invitations: [] } };
    if (request.method !== 'GET' || !request.target.endsWith('/events')) return undefined;
    const index = streamRequests.push({ request, at: performance.now() }) - 1;
    const reply = listener.respond(index);
    if (typeof reply === 'string' || !('events' in reply)) return reply;
    return {
      events: (stream) => {
        streams[index] = stream;
        reply.events(stream);
      },
    };
  };
  judge.signal.addEventListener('abort', () => end.abort());
  const { session, access } = simulated;
  const onEvent = (event: unknown): void => void events.push(event);
  const watching = session.watch({ ...access, signal: end.signal, onEvent });
  // A check that fails earlier does not wait for the end.
  watching.catch(() => undefined);
  return listener;
}

/** A reply with an event stream that sends these frames and stays open. */
export const openStreamReply = (...frames: readonly string[]): MockReply => ({
  events: ({ write }) => {
    for (const frame of frames) write(frame);
  },
});

/**
 * Waits until a condition holds. Fails the check after `within` ms, or when the time limit of the
 * check is over.
 */
function waitUntil(judge: ClientJudge, condition: () => boolean, what: string, within = 9000): Promise<void> {
  return judge.waitFor(within, async (limitMs) => {
    const end = performance.now() + limitMs;
    while (!condition()) {
      if (performance.now() > end || judge.signal.aborted) {
        const limit = Number.isFinite(within) ? `${within} ms` : 'the time limit of the check';
        judge.fail(`${what} did not come within ${limit}`, what, 'nothing of the kind');
      }
      await new Promise((done) => setTimeout(done, 5));
    }
  });
}

/** Time for a client to show an event to its user, in ms. */
const REPORT_MS = 3000;

/** Time without a command and a shown event after which a client counts as idle. */
const IDLE_MS = 150;

async function waitUntilIdle(judge: ClientJudge, { commands, shown }: EventListener): Promise<void> {
  const acts = (): number => commands.length + shown.length;
  let [count, since] = [acts(), performance.now()];
  await waitUntil(
    judge,
    () => {
      if (acts() !== count) [count, since] = [acts(), performance.now()];
      return performance.now() - since > IDLE_MS;
    },
    'a client that has caught up and waits',
  );
}
