import type { Organization } from '@parsec-spec/spec/state';
import { Channel } from './channel.ts';
import { configFrame, keepaliveFrame } from './frames.ts';

/** An open stream, and how to find out whether its listener may still listen. */
interface Stream {
  readonly channel: Channel;
  readonly mayListen: (state: Organization) => boolean;
}

// A listener that takes nothing any more is let go.
const mostWaiting = 100;

/** The event streams of a process. */
export class Streams {
  readonly #open = new Map<string, Set<Stream>>();
  readonly #keepalive: number | null;
  #stopped = false;

  /** `keepalive`: seconds of silence before a sign of life; null = none. */
  constructor(keepalive: number | null) {
    this.#keepalive = keepalive;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Opens a stream on the organization; `mayListen` is asked again whenever something happened there. */
  open(state: Organization, mayListen: Stream['mayListen']): Channel {
    const id = state.organization_id;
    const timer =
      this.#keepalive === null ? undefined : setInterval(() => this.#sign(channel), this.#keepalive * 1000);
    const channel = new Channel(() => {
      clearInterval(timer);
      const streams = this.#open.get(id);
      streams?.delete(stream);
      if (streams?.size === 0) this.#open.delete(id);
    });
    const stream: Stream = { channel, mayListen };
    const streams = this.#open.get(id) ?? new Set<Stream>();
    streams.add(stream);
    this.#open.set(id, streams);
    channel.push(configFrame(state.settings, this.#keepalive));
    return channel;
  }

  /** Ends the streams of an organization whose listeners may no longer listen (ADMIN-22, ADMIN-31, TOS-03). */
  review(state: Organization): void {
    for (const { channel, mayListen } of this.#open.get(state.organization_id) ?? []) {
      if (!mayListen(state)) channel.end();
    }
  }

  /** Ends all streams, and every later one at once. */
  stop(): void {
    this.#stopped = true;
    for (const streams of this.#open.values()) for (const { channel } of streams) channel.end();
  }

  #sign(channel: Channel): void {
    if (channel.waiting >= mostWaiting) channel.end();
    else channel.push(keepaliveFrame);
  }
}
