import type { Organization } from '@parsec-spec/spec/records';
import type { Journal, KeptEvent } from '../../storage/journal.ts';
import { configFrame, eventFrame } from './event-frames.ts';
import { EventStream, type FrameQueue, type Listener } from './event-stream.ts';

/** The longest timeout of a timer, in milliseconds. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** Streams that a member may have on this node. Each one occupies a connection of the server. */
const MAX_STREAMS_OF_MEMBER = 1_024;

/** The position at which a stream begins. */
interface StreamStart {
  readonly last?: string | undefined;
  readonly before?: number | undefined;
}

/** The event streams of a process (spec/protocol/events.md). */
export class EventStreams {
  readonly #open = new Map<string, Set<EventStream>>();
  /** By organization and user, the oldest first. */
  readonly #ofMember = new Map<string, Set<EventStream>>();
  readonly #keepalive: number | null;
  readonly #journal: Pick<Journal, 'eventsAfter'>;
  #stopped = false;

  /** `keepalive`: seconds of silence before a keep-alive frame; null = none. */
  constructor(keepalive: number | null, journal: Pick<Journal, 'eventsAfter'>) {
    this.#keepalive = keepalive;
    this.#journal = journal;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /**
   * Opens a stream on the organization, after the event with the id `last` if given. `mayListen` is
   * called again after each change. If a member has too many streams, the oldest ends. `before`:
   * how many events the organization had before, where they are counted.
   */
  open(state: Organization, listener: Listener, { last, before = 0 }: StreamStart = {}): FrameQueue {
    const id = state.organization_id;
    const member = `${id} ${listener.user}`;
    const silence = this.#keepalive === null ? null : Math.min(this.#keepalive * 1000, MAX_TIMER_MS);
    const stream = new EventStream(listener, silence, before, () => {
      leave(this.#open, id, stream);
      leave(this.#ofMember, member, stream);
    });
    enter(this.#open, id, stream);
    const own = enter(this.#ofMember, member, stream);
    const [oldest] = own;
    if (own.size > MAX_STREAMS_OF_MEMBER) oldest?.frames.end();
    const resumed = last === undefined ? undefined : this.#journal.eventsAfter(id, last);
    stream.begin(configFrame(state.settings, this.#keepalive), resumed);
    return stream.frames;
  }

  /**
   * Sends events to the listeners of an organization, in order. Call after the append. `after`: how
   * many events came before, where they are counted.
   */
  send(organization: string, events: readonly KeptEvent[], after = Number.POSITIVE_INFINITY): void {
    const streams = this.#open.get(organization);
    if (streams === undefined) return;
    for (const [index, event] of events.entries()) {
      const frame = eventFrame(event);
      for (const stream of streams) stream.send(event, frame, after + index + 1);
    }
  }

  /** How many streams are open. */
  get count(): number {
    return this.#open.values().reduce((sum, streams) => sum + streams.size, 0);
  }

  /** Whether the organization has listeners on this node. */
  hasListeners(organization: string): boolean {
    return this.#open.has(organization);
  }

  /** Reports lost events to the listeners of an organization (EVT-14). */
  sendMissedEvents(organization: string): void {
    for (const stream of this.#open.get(organization) ?? []) stream.sendMissedEvents();
  }

  /** Ends the streams of an organization whose users are no longer admitted (EVT-16). */
  review(state: Organization): void {
    for (const { frames, listener } of this.#open.get(state.organization_id) ?? []) {
      if (!listener.mayListen(state)) frames.end();
    }
  }

  /** Ends all streams. A later one ends at once. */
  stop(): void {
    this.#stopped = true;
    for (const streams of this.#open.values()) for (const { frames } of streams) frames.end();
  }
}

function enter(
  all: Map<string, Set<EventStream>>,
  key: string,
  stream: EventStream,
): ReadonlySet<EventStream> {
  const streams = all.get(key) ?? new Set<EventStream>();
  all.set(key, streams.add(stream));
  return streams;
}

function leave(all: Map<string, Set<EventStream>>, key: string, stream: EventStream): void {
  const streams = all.get(key);
  streams?.delete(stream);
  if (streams?.size === 0) all.delete(key);
}
