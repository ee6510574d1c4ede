import type { Call, Handle, LiveBody, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { deviceIn, organizationIn, placeOf } from './calls.ts';
import { type Asked, readAsked } from './commands.ts';
import { mutant, whole as wholeCall, withBody } from './mutant.ts';

/** An open event stream. */
export interface Tuned {
  readonly organization: string;
  readonly device: string;
  readonly call: Call;
  /** Sends a frame that the reference server does not send. */
  tell(frame: string): void;
  end(): void;
}

/** The changes of a mutant to event streams. */
export interface StreamChanges {
  /** Changes the call that opens a stream, or answers it. */
  readonly opens?: (call: Call) => Call | Reply;
  /** Changes status and headers of the answer. */
  readonly head?: (reply: Reply) => Reply;
  /** Replaces one frame by others. */
  readonly frame?: (frame: string, stream: Tuned) => readonly string[];
  /** Does this stream end when the reference server ends it? */
  readonly ends?: (stream: Tuned) => boolean;
  /** Handles every call that opens no stream. */
  readonly call?: (seen: Seen, handle: Handle) => Promise<Reply>;
}

/** A call that opens no stream. */
export interface Seen {
  readonly call: Call;
  readonly body: Uint8Array;
  readonly asked: Asked | undefined;
  /** The open streams of the organization that the call names. */
  readonly streams: readonly Tuned[];
  /** The open streams of all other organizations. */
  readonly elsewhere: readonly Tuned[];
}

/** A body of frames: pushed by the mutant, pulled by the HTTP server. */
class Channel implements LiveBody {
  readonly #frames: string[] = [];
  readonly #onEnd: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(frame: string): void {
    if (!this.#ended) this.#frames.push(frame);
    this.#wake?.();
  }

  /** Frames that were pushed before are still sent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) yield frame;
        if (this.#ended) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.end();
    }
  }
}

/** A mutant of streams; `make` gives each server its own memory. */
export const changeStreams = (requirement: RequirementId, how: string, make: () => StreamChanges): Mutant =>
  mutant(requirement, how, (handle) => {
    const changes = make();
    const open = new Set<Tuned>();
    return async (call) => {
      if (placeOf(call) === 'events') return listen(call, changes, handle, open);
      if (changes.call === undefined) return handle(call);
      const whole = await wholeCall(call);
      const { asked } = await readAsked(whole, handle);
      const again = withBody(whole, whole.bytes);
      const named = organizationIn(call);
      const streams = [...open].filter(({ organization }) => organization === named);
      const elsewhere = [...open].filter(({ organization }) => organization !== named);
      return changes.call({ call: again, body: whole.bytes, asked, streams, elsewhere }, handle);
    };
  });

async function listen(call: Call, changes: StreamChanges, handle: Handle, open: Set<Tuned>): Promise<Reply> {
  const opening = changes.opens?.(call) ?? call;
  if ('status' in opening) return opening;
  const reply = await handle(opening);
  const { body } = reply;
  if (typeof body === 'string' || body instanceof Uint8Array) return reply;
  const channel = new Channel(() => {
    open.delete(stream);
    body.end();
  });
  const stream: Tuned = {
    organization: organizationIn(call),
    device: deviceIn(call),
    call,
    tell: (frame) => channel.push(frame),
    end: () => channel.end(),
  };
  open.add(stream);
  pump(body, channel, stream, changes);
  return changes.head?.({ ...reply, body: channel }) ?? { ...reply, body: channel };
}

async function pump(from: LiveBody, to: Channel, stream: Tuned, changes: StreamChanges): Promise<void> {
  for await (const item of from) {
    for (const frame of item.split(/(?<=\n\n)/)) {
      for (const sent of changes.frame?.(frame, stream) ?? [frame]) to.push(sent);
    }
  }
  if (changes.ends?.(stream) ?? true) to.end();
}
