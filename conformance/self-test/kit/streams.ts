import type { Call, Handle, LiveBody, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { deviceIn, organizationIn, routeOf } from './calls.ts';
import { type CommandCall, readCommand } from './commands.ts';
import { mutant, readCallBody, withBody } from './mutant.ts';

/** An open event stream. */
export interface OpenStream {
  readonly organization: string;
  readonly device: string;
  readonly call: Call;
  /** Sends a frame that the reference server does not send. */
  send(frame: string): void;
  end(): void;
}

/** The changes of a mutant to event streams. */
export interface StreamChanges {
  /** Changes the call that opens a stream, or answers it. */
  readonly opens?: (call: Call) => Call | Reply;
  /** Changes status and headers of the answer. */
  readonly head?: (reply: Reply) => Reply;
  /** Replaces one frame by others. */
  readonly frame?: (frame: string, stream: OpenStream) => readonly string[];
  /** Whether this stream ends when the reference server ends it. */
  readonly ends?: (stream: OpenStream) => boolean;
  /** Handles every call that opens no stream. */
  readonly call?: (seen: OtherCall, handle: Handle) => Promise<Reply>;
}

/** A call that opens no stream. */
export interface OtherCall {
  readonly call: Call;
  readonly body: Uint8Array;
  readonly commandCall: CommandCall | undefined;
  /** The open streams of the organization that the call names. */
  readonly streams: readonly OpenStream[];
  /** The open streams of all other organizations. */
  readonly otherStreams: readonly OpenStream[];
}

/** A body of frames. The mutant adds frames, and the HTTP server reads them. */
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

  /** Ends the body after the frames that were added before. */
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

/** Makes a mutant of event streams. `make` is called once for each server. */
export const changeStreams = (requirement: RequirementId, how: string, make: () => StreamChanges): Mutant =>
  mutant(requirement, how, (handle) => {
    const changes = make();
    const open = new Set<OpenStream>();
    return async (call) => {
      if (routeOf(call) === 'events') return listen(call, changes, handle, open);
      if (changes.call === undefined) return handle(call);
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const again = withBody(bufferedCall, bufferedCall.bytes);
      const named = organizationIn(call);
      const streams = [...open].filter(({ organization }) => organization === named);
      const otherStreams = [...open].filter(({ organization }) => organization !== named);
      return changes.call(
        { call: again, body: bufferedCall.bytes, commandCall, streams, otherStreams },
        handle,
      );
    };
  });

async function listen(
  call: Call,
  changes: StreamChanges,
  handle: Handle,
  open: Set<OpenStream>,
): Promise<Reply> {
  const opening = changes.opens?.(call) ?? call;
  if ('status' in opening) return opening;
  const reply = await handle(opening);
  const { body } = reply;
  if (typeof body === 'string' || body instanceof Uint8Array) return reply;
  const channel = new Channel(() => {
    open.delete(stream);
    body.end();
  });
  const stream: OpenStream = {
    organization: organizationIn(call),
    device: deviceIn(call),
    call,
    send: (frame) => channel.push(frame),
    end: () => channel.end(),
  };
  open.add(stream);
  pump(body, channel, stream, changes);
  return changes.head?.({ ...reply, body: channel }) ?? { ...reply, body: channel };
}

async function pump(from: LiveBody, to: Channel, stream: OpenStream, changes: StreamChanges): Promise<void> {
  for await (const item of from) {
    for (const frame of item.split(/(?<=\n\n)/)) {
      for (const changedFrame of changes.frame?.(frame, stream) ?? [frame]) to.push(changedFrame);
    }
  }
  if (changes.ends?.(stream) ?? true) to.end();
}
