import type { Organization } from '@parsec-spec/spec/records';
import type { KeptEvent } from '../journal/journal.ts';
import { Channel } from './channel.ts';
import { eventFrame, keepaliveFrame, missedEventsFrame } from './frames.ts';

/** Most events that wait for one listener, and most that are replayed (spec/protocol/events.md). */
const most = 100;

/** Who listens, and how to find out whether that is still allowed. */
export interface Listener {
  /** Identifier of the user in hexadecimal: events are for users, on all their devices. */
  readonly user: string;
  readonly mayListen: (state: Organization) => boolean;
}

/** One open stream: what its listener shall hear, in order. */
export class Stream {
  readonly listener: Listener;
  readonly channel: Channel;
  readonly #timer: NodeJS.Timeout | undefined;
  #before: number;
  #held: KeptEvent[] | undefined;
  /** What was told by the replay, and may still come as news. */
  #known: ReadonlySet<string> = new Set();

  /** `keepalive`: milliseconds of silence before a sign of life; null = none. `before`: how many events there were, which are no news here. */
  constructor(listener: Listener, keepalive: number | null, before: number, onEnd: () => void) {
    this.listener = listener;
    this.#before = before;
    this.#timer = keepalive === null ? undefined : setTimeout(() => this.#push(keepaliveFrame), keepalive);
    this.channel = new Channel(most, () => {
      clearTimeout(this.#timer);
      onEnd();
    });
  }

  /** Opens the stream by its first frame. With `resumed`, live events wait until what came before them is told. */
  begin(frame: string, resumed?: Promise<readonly KeptEvent[] | undefined>): void {
    this.#push(frame);
    if (resumed === undefined) return;
    this.#held = [];
    resumed.then(
      (earlier) => this.#catchUp(earlier),
      () => this.#catchUp(undefined),
    );
  }

  /** Tells an event; `frame` is its form on the wire, the same for all listeners, `number` its place among all of the organization. */
  tell(event: KeptEvent, frame: string, number: number): void {
    if (number <= this.#before || !this.#isFor(event) || this.#known.has(event.id)) return;
    if (this.#held === undefined) this.#push(frame);
    else if (this.#held.length < most) this.#held.push(event);
    else this.channel.end();
  }

  /** Tells that events were lost (EVT-14); what comes now is news, whatever its number. */
  tellMissed(): void {
    this.#before = 0;
    this.channel.push(missedEventsFrame);
  }

  // The replay comes in one piece: it does not count against what may wait.
  #catchUp(earlier: readonly KeptEvent[] | undefined): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    const missed = earlier?.filter((event) => this.#isFor(event));
    const told = missed === undefined || missed.length > most ? undefined : missed;
    this.#known = new Set(told?.map(({ id }) => id));
    const opening = told === undefined ? missedEventsFrame : told.map(eventFrame).join('');
    if (opening !== '') this.#push(opening);
    for (const event of held) if (!this.#known.has(event.id)) this.#push(eventFrame(event));
  }

  #isFor = ({ to }: KeptEvent): boolean => to === null || to.includes(this.listener.user);

  #push(frame: string): void {
    this.channel.push(frame);
    this.#timer?.refresh();
  }
}
