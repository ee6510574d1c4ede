import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Call, Handle, LiveBody, Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { Channel } from '../streams/channel.ts';
import { type Asked, readAsked } from './asked.ts';
import { distortion, whole as wholeCall, withBody } from './bend.ts';
import { deviceIn, organizationIn, placeOf } from './look.ts';

/** An open stream, as a broken server has it in hand. */
export interface Tuned {
  readonly organization: string;
  readonly device: string;
  readonly call: Call;
  /** Sends a frame that the right server would not. */
  tell(frame: string): void;
  end(): void;
}

/** What a broken server does to streams; all streams that are open are in `streams`. */
export interface StreamBend {
  /** Changes the call that opens a stream, or answers it. */
  readonly opens?: (call: Call) => Call | Reply;
  /** Changes the head of the answer. */
  readonly head?: (reply: Reply) => Reply;
  /** Frames to send in place of one. */
  readonly frame?: (frame: string, stream: Tuned) => readonly string[];
  /** Shall the end of the right server's stream end this one? */
  readonly ends?: (stream: Tuned) => boolean;
  /** Hears of every other call, before and after. */
  readonly call?: (seen: Seen, handle: Handle) => Promise<Reply>;
}

/** A call that opens no stream. */
export interface Seen {
  readonly call: Call;
  readonly body: Uint8Array;
  readonly asked: Asked | undefined;
  /** Those of the organization that the call names. */
  readonly streams: readonly Tuned[];
  /** Those of all others. */
  readonly elsewhere: readonly Tuned[];
}

/** A distortion of streams; `make` gives each server its own memory. */
export const bendStreams = (requirement: RequirementId, how: string, make: () => StreamBend): Distortion =>
  distortion(requirement, how, (handle) => {
    const bend = make();
    const open = new Set<Tuned>();
    return async (call) => {
      if (placeOf(call) === 'events') return listen(call, bend, handle, open);
      if (bend.call === undefined) return handle(call);
      const whole = await wholeCall(call);
      const { asked } = await readAsked(whole, handle);
      const again = withBody(whole, whole.bytes);
      const named = organizationIn(call);
      const streams = [...open].filter(({ organization }) => organization === named);
      const elsewhere = [...open].filter(({ organization }) => organization !== named);
      return bend.call({ call: again, body: whole.bytes, asked, streams, elsewhere }, handle);
    };
  });

async function listen(call: Call, bend: StreamBend, handle: Handle, open: Set<Tuned>): Promise<Reply> {
  const opening = bend.opens?.(call) ?? call;
  if ('status' in opening) return opening;
  const reply = await handle(opening);
  const { body } = reply;
  if (typeof body === 'string' || body instanceof Uint8Array) return reply;
  const channel = new Channel(Number.POSITIVE_INFINITY, () => {
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
  pump(body, channel, stream, bend);
  return bend.head?.({ ...reply, body: channel }) ?? { ...reply, body: channel };
}

async function pump(from: LiveBody, to: Channel, stream: Tuned, bend: StreamBend): Promise<void> {
  for await (const item of from) {
    for (const frame of item.split(/(?<=\n\n)/)) {
      for (const sent of bend.frame?.(frame, stream) ?? [frame]) to.push(sent);
    }
  }
  if (bend.ends?.(stream) ?? true) to.end();
}
