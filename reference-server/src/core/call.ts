import type { Readable } from './readable.ts';

/** A header as it came: name in any case. Repeated headers stay apart; the first one counts, unless they are a list. */
export type Header = readonly [name: string, value: string];

/** A request before anything folded it: raw request target, header list, bytes (DESIGN.md §4). */
export interface Call {
  readonly method: string;
  /** As on the request line: path still percent-encoded, `..` not resolved. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Readable;
  /** Address of the other end of the connection; empty where there is none. */
  readonly peer: string;
  /** Did it come over TLS? */
  readonly secure: boolean;
}

/** A body that goes on until one side ends it. */
export interface LiveBody extends AsyncIterable<string> {
  /** The listener went away, or nothing more will come. */
  end(): void;
}

/** What goes back. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array | string | LiveBody;
}

/** The core of the server: everything else is an adapter around this function. It never rejects. */
export type Handle = (call: Call) => Promise<Reply>;
