import { decode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import type { Header, LiveBody } from '../../src/core/call.ts';
import type { Member } from './members.ts';
import type { TestOrganization } from './test-organization.ts';

/** One decoded frame of a stream. `ended`: the stream has ended. */
interface Frame {
  readonly kind: 'event' | 'keepalive' | 'missed_events' | 'ended';
  /** The event: `event` and its fields, without the status. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  /** The text of the frame. */
  readonly text?: string;
}

const quiet = Symbol('quiet');

/** An open stream, taken frame by frame. */
export class Listener {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly #body: LiveBody | undefined;
  readonly #frames: AsyncIterator<string> | undefined;
  #pending: string[] = [];
  #asked: Promise<IteratorResult<string>> | undefined;

  constructor(status: number, headers: readonly Header[], body: LiveBody | undefined) {
    this.status = status;
    this.headers = headers;
    this.#body = body;
    this.#frames = body?.[Symbol.asyncIterator]();
  }

  /** Opens a stream; `last`: the `Last-Event-ID`. */
  static async open(organization: TestOrganization, member: Member, last?: string): Promise<Listener> {
    const { status, headers, stream } = await organization.talk({
      method: 'GET',
      target: `/authenticated/${organization.id}/events`,
      headers: [
        ['Api-Version', API_VERSION],
        ['Accept', 'text/event-stream'],
        ['Authorization', organization.authorization(member)],
        ...(last === undefined ? [] : ([['Last-Event-Id', last]] as const)),
      ],
    });
    return new Listener(status, headers, stream);
  }

  /** Opens a stream and reads the configuration from it. */
  static async tuned(organization: TestOrganization, member: Member, last?: string): Promise<Listener> {
    const listener = await Listener.open(organization, member, last);
    const { fields } = await listener.next();
    if (fields?.event !== 'ORGANIZATION_CONFIG') throw new Error('a stream begins with the configuration');
    return listener;
  }

  /** Waits for the next frame. */
  async next(): Promise<Frame> {
    const [frame] = this.#pending.splice(0, 1);
    if (frame !== undefined) return read(frame);
    this.#asked ??= this.#frames?.next();
    const result = await this.#asked;
    this.#asked = undefined;
    if (result === undefined || result.done === true) return { kind: 'ended' };
    this.#pending.push(...result.value.split(/(?<=\n\n)/));
    return this.next();
  }

  /** The frames that have arrived and are not taken yet. */
  async rest(): Promise<readonly Frame[]> {
    const frames: Frame[] = [];
    for (;;) {
      if (this.#pending.length === 0) {
        this.#asked ??= this.#frames?.next();
        const moment = new Promise<typeof quiet>((resolve) => setTimeout(() => resolve(quiet), 20));
        if ((await Promise.race([this.#asked, moment])) === quiet) return frames;
      }
      const frame = await this.next();
      frames.push(frame);
      if (frame.kind === 'ended') return frames;
    }
  }

  close(): void {
    this.#body?.end();
  }
}

/** Reads one frame, blank line included. */
export function read(text: string): Frame {
  if (text === 'event:keepalive\ndata:\n\n') return { kind: 'keepalive', text };
  if (text === 'event:missed_events\ndata:\n\n') return { kind: 'missed_events', text };
  const [, data = '', id] = /^data:([A-Za-z0-9+/=]+)\n(?:id:([0-9a-f]{32})\n)?\n$/.exec(text) ?? [];
  const { status, ...fields } = decode(Buffer.from(data, 'base64')) as Record<string, unknown>;
  if (status !== 'ok') throw new Error(`an event has the status ok: ${text}`);
  return { kind: 'event', fields, text, ...(id === undefined ? {} : { id }) };
}
