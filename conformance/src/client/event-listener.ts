import type { ClientJudge } from '../case/client-judge.ts';
import type { MockReply, MockStream } from '../case/mock-server.ts';
import type { ClientOutcome } from '../targets/client-driver.ts';
import type { SentRequest } from '../wire/exchange.ts';
import {
  type StagedOrganization,
  type StagedOrganizationParts,
  stageOrganization,
} from './staged-organization.ts';
import { configurationFrame } from './staged-server.ts';

/** A request for the event stream, and its arrival time (ms, on a monotonic clock). */
export interface StreamRequest {
  readonly request: SentRequest;
  readonly at: number;
}

/** A client that follows the events of a server that the judge plays. */
export interface EventListener extends StagedOrganization {
  readonly openings: readonly StreamRequest[];
  /**
   * The server's answer to the opening of this number, from 0. Default: the configuration, and then
   * silence.
   */
  plays: (opening: number) => MockReply;
  /** The stream of an opening, once the client asked for it. */
  stream(opening: number): Promise<MockStream>;
  /** The opening, once the client has requested it, within so many ms. */
  opening(number: number, within?: number): Promise<StreamRequest>;
  /** Waits until the client has sent each of these commands since a point in `asked`. */
  sends(commands: readonly string[], since: number): Promise<void>;
  /** Waits until the client has sent nothing for 150 ms. */
  quiet(): Promise<void>;
  /** Tells the client to end, and waits until it does. */
  stop(): Promise<ClientOutcome>;
}

/** Sets the stage, and lets the client watch. */
export async function eventListener(
  judge: ClientJudge,
  plays?: EventListener['plays'],
  parts?: StagedOrganizationParts,
): Promise<EventListener> {
  const stage = await stageOrganization(judge, parts);
  const openings: StreamRequest[] = [];
  const streams: MockStream[] = [];
  const end = new AbortController();
  const scene: EventListener = Object.assign(stage, {
    openings,
    plays: plays ?? (() => openStreamReply(configurationFrame())),
    stream: async (number: number) => {
      await until(judge, () => streams[number] !== undefined, `opening ${number + 1} of the event stream`);
      return streams[number] as MockStream;
    },
    opening: async (number: number, within?: number) => {
      await until(
        judge,
        () => openings[number] !== undefined,
        `opening ${number + 1} of the event stream`,
        within,
      );
      return openings[number] as StreamRequest;
    },
    sends: (commands: readonly string[], since: number) => {
      const sent = () => stage.asked.slice(since).map(({ cmd }) => cmd);
      const hasAll = () => commands.every((one) => sent().includes(one));
      return until(judge, hasAll, commands.join(' and '), Number.POSITIVE_INFINITY);
    },
    quiet: () => quiet(judge, stage),
    stop: () => {
      end.abort();
      return ended;
    },
  });
  stage.answer = (command, request) => {
    if (command.cmd === 'invite_list') return { reply: { status: 'ok', invitations: [] } };
    if (request.method !== 'GET' || !request.target.endsWith('/events')) return undefined;
    openings.push({ request, at: performance.now() });
    const reply = scene.plays(openings.length - 1);
    if (typeof reply === 'string' || !('events' in reply)) return reply;
    const number = openings.length - 1;
    return {
      events: (stream) => {
        streams[number] = stream;
        reply.events(stream);
      },
    };
  };
  judge.signal.addEventListener('abort', () => end.abort());
  const { session, password } = stage;
  const ended = session.watch({ password, signal: end.signal, told: () => undefined });
  return scene;
}

/** A stream that begins with these frames, and is left open. */
export const openStreamReply = (...frames: readonly string[]): MockReply => ({
  events: ({ write }) => {
    for (const frame of frames) write(frame);
  },
});

/** Waits for an action of the client, at most `within` ms and no longer than the check may take. */
async function until(judge: ClientJudge, isSo: () => boolean, what: string, within = 9000): Promise<void> {
  const end = performance.now() + within;
  while (!isSo()) {
    if (performance.now() > end || judge.signal.aborted) {
      const limit = Number.isFinite(within) ? `${within} ms` : 'the time of the check';
      judge.fail(`${what} did not come within ${limit}`, what, 'nothing of the kind');
    }
    await new Promise((done) => setTimeout(done, 5));
  }
}

async function quiet(judge: ClientJudge, { asked }: StagedOrganization): Promise<void> {
  let [seen, since] = [asked.length, performance.now()];
  await until(
    judge,
    () => {
      if (asked.length !== seen) [seen, since] = [asked.length, performance.now()];
      return performance.now() - since > 150;
    },
    'a client that has caught up and waits',
  );
}
