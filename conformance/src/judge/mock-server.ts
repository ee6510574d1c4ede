import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Exchange, type HeaderList, type SentRequest } from '../exchange/index.ts';
import { pack } from '../wire/index.ts';
import type { CheckRecord } from './facilities.ts';

/** What the judge answers in a server's place: a reply to pack, or status, headers and bytes; 'hang up' closes the connection. */
export type MockReply =
  | { readonly reply: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly headers?: HeaderList; readonly body?: Uint8Array | string }
  | 'hang up';

/** Answers each request that the client under test sends. */
export type MockHandler = (request: SentRequest) => MockReply | Promise<MockReply>;

/** A server that the judge plays. */
export interface MockServer {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  readonly port: number;
  /** Every exchange so far, oldest first. */
  readonly heard: readonly Exchange[];
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback. */
export async function startMock(handler: MockHandler, record: CheckRecord): Promise<MockServer> {
  const heard: Exchange[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const started = performance.now();
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
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
      record.exchanges.push(exchange);
    };
    if (reply === 'hang up') {
      keep('closed by the judge');
      incoming.destroy();
      return;
    }
    const answer =
      'reply' in reply
        ? ready(reply.reply)
        : { status: reply.status, headers: reply.headers ?? [], body: Buffer.from(reply.body ?? '') };
    keep(answer);
    outgoing.writeHead(answer.status, answer.headers.flat()).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    port,
    heard,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const ready = (reply: Readonly<Record<string, unknown>>) => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/msgpack'],
    ['Api-Version', '5.6'],
  ] satisfies HeaderList,
  body: pack(reply),
});
