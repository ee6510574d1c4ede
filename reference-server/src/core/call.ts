import { CodedError } from '@parsec-spec/spec/errors';

/** A request as received: raw request target, header list, bytes (ARCHITECTURE.md). */
export interface Call {
  readonly method: string;
  /** As on the request line: path still percent-encoded, `..` not resolved. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Readable;
  /** Network address of the client; empty without a connection. */
  readonly peer: string;
  /** Whether the request came over TLS. */
  readonly secure: boolean;
}

/** A body that continues until one side ends it. */
export interface LiveBody extends AsyncIterable<string> {
  /** Ends the body: the listener is gone, or the server has nothing more to send. */
  end(): void;
}

/** The reply to a call. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array | string | LiveBody;
  /** The `status` in the reply of a command, for the log. */
  readonly command_status?: string;
}

/** The core of the server: everything else is an adapter around this function. It never rejects. */
export type Handle = (call: Call) => Promise<Reply>;

/** Why a body could not be read completely. */
export type Unread = 'too-large' | 'aborted';

/**
 * A body that is read only when its turn comes, and never beyond a limit (TRANSPORT-15,
 * TRANSPORT-16). Rejects with a NoRoomError.
 */
export interface Readable {
  read(limit: number): Promise<Uint8Array | Unread>;
}

/** A body that is already complete. */
export const readableBytes = (bytes: Uint8Array): Readable => ({
  read: async (limit) => (bytes.length > limit ? 'too-large' : bytes),
});

/** The bodies that are being received leave no memory for this one. */
export class NoRoomError extends CodedError<'no-room'> {
  constructor() {
    super('no-room', 'too much is being sent at once: there is no room for one more large body');
  }
}

/**
 * A header as received, with its name in any case. Repeated headers are kept apart; the first one
 * counts, unless they are a list.
 */
export type Header = readonly [name: string, value: string];

/** The value of the first header of this name (in lower case). */
export function headerOf(headers: readonly Header[], name: string): string | undefined {
  // For a few headers a scan is faster than a map.
  for (const header of headers) if (isNamed(header, name)) return header[1];
  return undefined;
}

/** Whether a header has this name (in lower case). */
export const isNamed = ([given]: Header, name: string): boolean =>
  given.length === name.length && (given === name || given.toLowerCase() === name);
