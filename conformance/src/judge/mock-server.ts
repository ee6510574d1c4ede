import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeForGood } from '../targets/process/port.ts';
import type { Callback } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
import { ByteBuffer } from '../wire/byte-buffer.ts';
import { encode } from '../wire/encode.ts';
import { Exchange, type HeaderList, type SentRequest } from '../wire/exchange.ts';
import { headerPairs } from '../wire/headers.ts';
import { REPLY_LIMIT } from '../wire/oversized-reply.ts';
import type { CheckRecord } from './check-record.ts';

/** The body of an answer that the judge streams. */
export interface MockStream {
  readonly write: (text: string) => void;
  /** Ends the answer regularly. */
  readonly end: () => void;
  /** Cuts the connection in the middle of the answer. */
  readonly cut: () => void;
}

/**
 * The answer of a mock server: a msgpack reply, an event stream, or any HTTP answer. 'hang up'
 * closes the connection without an answer.
 */
export type MockReply =
  | { readonly reply: Readonly<Record<string, unknown>> }
  | { readonly events: (stream: MockStream) => void }
  | { readonly status: number; readonly headers?: HeaderList; readonly body?: Uint8Array | string }
  | 'hang up';

/** Makes the answer to a request that the implementation under test sends. */
export type MockHandler = (request: SentRequest) => MockReply | Promise<MockReply>;

/** A server of the judge, to which the implementation under test sends requests. */
export interface MockServer {
  /** `http://HOST:PORT`, as the implementation under test reaches it. */
  readonly address: string;
  readonly port: number;
  /** The exchanges so far, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** Forgets the exchanges so far. */
  forget(): void;
  /** Closes the server. Until the check ends, nothing listens at its address. */
  close(): Promise<void>;
}

/** Maximum length of all requests and answers that a mock server keeps and receives, in bytes. */
export const MAX_MOCK_BYTES = 64 << 20;
/** A client may give up waiting for an answer that takes the judge this long, in ms. */
export const SLOW_ANSWER_MS = 4000;
/** What an exchange takes besides its target, headers and bodies, in bytes. */
const EXCHANGE_BYTES = 1 << 10;
const FULL = `a server of the judge refused requests after ${MAX_MOCK_BYTES >> 20} MiB`;

// A handler may throw on a request that it cannot read. The error must not end the judge.
const answerOf = async (handler: MockHandler, request: SentRequest): Promise<MockReply> => {
  try {
    return await handler(request);
  } catch (error) {
    const body = error instanceof Error ? error.message : String(error);
    return { status: 500, body: `the judge cannot answer this request: ${body}` };
  }
};

/**
 * Starts a mock server.
 *
 * @param record - the exchanges are added to it
 * @param where - the addresses at which it listens and is reached
 * @param signal - closes the server when it aborts
 * @param port - 0 means any free port
 */
export async function startMock(
  handler: MockHandler,
  record: CheckRecord,
  where: Callback,
  signal: AbortSignal,
  port = 0,
): Promise<MockServer> {
  const exchanges: Exchange[] = [];
  const openedAt = performance.now();
  /** Bytes of the kept exchanges, and of the requests that are being received or answered. */
  let kept = 0;
  let inFlight = 0;
  let isFull = false;
  const answer = async (
    incoming: http.IncomingMessage,
    outgoing: http.ServerResponse,
    held: { bytes: number },
  ): Promise<void> => {
    const started = performance.now();
    // A client that gave up waiting may fail by that, which counts only if the judge was on time.
    const gaveUp = (): void => {
      record.gaveUpSince = Math.min(record.gaveUpSince ?? openedAt, openedAt);
    };
    const answered = (): void => void outgoing.off('close', gaveUp);
    outgoing.once('close', gaveUp).once('finish', answered);
    // Without its socket once it is destroyed.
    const { socket } = incoming;
    const hangUp = (): void => {
      answered();
      socket.destroy();
    };
    const body = new ByteBuffer();
    try {
      for await (const part of incoming) {
        body.add(part);
        held.bytes += part.length;
        inFlight += part.length;
        if (body.length > REPLY_LIMIT || kept + inFlight > MAX_MOCK_BYTES) break;
      }
    } catch {
      // The client closed the connection while it sent the request.
      return;
    }
    if (body.length > REPLY_LIMIT) {
      hangUp();
      return;
    }
    if (kept + inFlight > MAX_MOCK_BYTES) {
      if (!isFull) record.notes.push(FULL);
      isFull = true;
      hangUp();
      return;
    }
    const request = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: headerPairs(incoming.rawHeaders),
      body: body.bytes,
    };
    const reply = await answerOf(handler, request);
    const keep = (outcome: ConstructorParameters<typeof Exchange>[1]) => {
      const exchange = new Exchange(request, outcome, performance.now() - started);
      exchanges.push(exchange);
      kept += held.bytes + exchange.body.length;
      record.keep(exchange);
    };
    if (reply === 'hang up') {
      keep('closed by the judge');
      hangUp();
      return;
    }
    if ('events' in reply) {
      answered();
      keep({ status: 200, headers: eventStream, body: Buffer.alloc(0) });
      outgoing.writeHead(200, eventStream.flat()).flushHeaders();
      reply.events({
        write: (text) => outgoing.write(text),
        end: () => outgoing.end(),
        cut: () => incoming.socket.destroy(),
      });
      return;
    }
    const message =
      'reply' in reply
        ? encodedReply(reply.reply)
        : { status: reply.status, headers: reply.headers ?? [], body: Buffer.from(reply.body ?? '') };
    keep(message);
    outgoing.writeHead(message.status, message.headers.flat()).end(message.body, () => {
      // On a busy machine, a client may give up after the answer, before it has read it.
      if (performance.now() - started >= SLOW_ANSWER_MS) gaveUp();
    });
  };
  const server = http.createServer((incoming, outgoing) => {
    // A value of the request may be one that no answer can carry.
    const { socket } = incoming;
    const held = { bytes: EXCHANGE_BYTES + incoming.rawHeaders.join().length + (incoming.url ?? '').length };
    inFlight += held.bytes;
    answer(incoming, outgoing, held)
      .catch(() => socket.destroy())
      .finally(() => {
        inFlight -= held.bytes;
      });
  });
  // A connection that the server closed while it was idle would look like a server that is down.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, where.bind, done);
  });
  const at = server.address() as AddressInfo;
  const end = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  signal.addEventListener('abort', () => void end());
  const close = () => (port === 0 ? closeForGood(end, at.port, signal) : end());
  const forget = (): void => {
    exchanges.length = 0;
    kept = 0;
  };
  return { address: `http://${where.host}:${at.port}`, port: at.port, exchanges, forget, close };
}

const eventStream: HeaderList = [
  ['Content-Type', 'text/event-stream'],
  ['Api-Version', apiVersion],
];

const encodedReply = (reply: Readonly<Record<string, unknown>>) => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/msgpack'],
    ['Api-Version', apiVersion],
  ] satisfies HeaderList,
  body: encode(reply),
});
