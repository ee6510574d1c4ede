import { bytesOfText } from '@parsec-spec/spec/codec';
import { type Header, type LiveBody, readableBytes } from '../core/call.ts';
import type { ReferenceServer } from '../core/create-server.ts';

/** A request for the server. Target and headers arrive exactly as given. */
export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array;
  /** As if it had come over TLS; default no. */
  readonly secure?: boolean;
}

/** The server's reply. */
export interface ExchangeReply {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** Frames of a stream, instead of a body. */
  readonly stream?: LiveBody;
}

/**
 * The server without HTTP: nothing is folded, joined or added on the way.
 *
 * @example
 * const send = inProcess(createServer());
 * const { status } = await send({ method: 'GET', target: '/', headers: [] }); // 200
 */
export function inProcess({ handle }: ReferenceServer): (exchange: Exchange) => Promise<ExchangeReply> {
  return async ({ method, target, headers, body = new Uint8Array(), secure = false }) => {
    const reply = await handle({ method, target, headers, body: readableBytes(body), peer: '', secure });
    const { status, headers: returned } = reply;
    if (typeof reply.body === 'string') return { status, headers: returned, body: bytesOfText(reply.body) };
    if (reply.body instanceof Uint8Array) return { status, headers: returned, body: reply.body };
    return { status, headers: returned, body: new Uint8Array(), stream: reply.body };
  };
}
