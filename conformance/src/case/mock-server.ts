import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Callback } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
import { encode } from '../wire/encode.ts';
import { Exchange, type HeaderList, type SentRequest } from '../wire/exchange.ts';
import { REPLY_LIMIT } from '../wire/oversized-reply.ts';
import type { CheckRecord } from './check-record.ts';

/** The streaming body of an answer. */
export interface MockStream {
  readonly write: (text: string) => void;
  /** Ends the answer properly. */
  readonly end: () => void;
  /** Cuts the connection in the middle of the answer. */
  readonly cut: () => void;
}

/**
 * The judge's answer in place of a server: a reply to encode; or status, headers and bytes; or a
 * stream of events. 'hang up' closes the connection.
 */
export type MockReply =
  | { readonly reply: Readonly<Record<string, unknown>> }
  | { readonly events: (stream: MockStream) => void }
  | { readonly status: number; readonly headers?: HeaderList; readonly body?: Uint8Array | string }
  | 'hang up';

/** Answers each request that the client under test sends. */
export type MockHandler = (request: SentRequest) => MockReply | Promise<MockReply>;

/** A server that the judge plays. */
export interface MockServer {
  /** `http://HOST:PORT`, as the implementation under test reaches it. */
  readonly address: string;
  readonly port: number;
  /** Every exchange so far, oldest first. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/**
 * Starts a server on `port`, or on a free port. It ends with the check (`signal`) unless it is
 * closed before.
 */
export async function startMock(
  handler: MockHandler,
  record: CheckRecord,
  where: Callback,
  signal: AbortSignal,
  port = 0,
): Promise<MockServer> {
  const heard: Exchange[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const started = performance.now();
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of incoming) {
      size += part.length;
      // Leaving the loop closes the connection.
      if (size > REPLY_LIMIT) return;
      parts.push(part);
    }
    const headers = incoming.rawHeaders.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name, incoming.rawHeaders[index + 1] ?? '']] : [],
    );
    const request = {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers,
      body: Buffer.concat(parts),
    };
    const reply = await handler(request);
    const keep = (outcome: ConstructorParameters<typeof Exchange>[1]) => {
      const exchange = new Exchange(request, outcome, performance.now() - started);
      heard.push(exchange);
      record.keep(exchange);
    };
    if (reply === 'hang up') {
      keep('closed by the judge');
      incoming.socket.destroy();
      return;
    }
    if ('events' in reply) {
      keep({ status: 200, headers: eventStream, body: Buffer.alloc(0) });
      outgoing.writeHead(200, eventStream.flat()).flushHeaders();
      reply.events({
        write: (text) => outgoing.write(text),
        end: () => outgoing.end(),
        cut: () => incoming.socket.destroy(),
      });
      return;
    }
    const answer =
      'reply' in reply
        ? encodedReply(reply.reply)
        : { status: reply.status, headers: reply.headers ?? [], body: Buffer.from(reply.body ?? '') };
    keep(answer);
    outgoing.writeHead(answer.status, answer.headers.flat()).end(answer.body);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, where.bind, done);
  });
  const at = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  signal.addEventListener('abort', () => void close());
  return { address: `http://${where.host}:${at.port}`, port: at.port, exchanges: heard, close };
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
