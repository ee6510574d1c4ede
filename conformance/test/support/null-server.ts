import type { IncomingMessage, ServerResponse } from 'node:http';
import { commandFacts } from '@parsec-spec/spec/commands';
import { apiVersion } from '../../src/wire/api-version.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { sampleServer } from './sample-server.ts';

/** Servers that do nothing correctly. A check that one of them passes asserts nothing. */
export const nullServers = {
  'an empty reply to everything': (_body, response) => response.writeHead(200).end(),
  '200 with `ok` to everything': (_body, response, request) => answer(request, response, { status: 'ok' }),
  'the first declared error to everything': (body, response, request) =>
    answer(request, response, { status: firstError(body) }),
  '500 to everything': (_body, response) =>
    response.writeHead(500, { 'Content-Type': 'text/plain' }).end('Internal Server Error'),
  'a closed connection': (_body, _response, request) => request.socket.destroy(),
  'no answer ever': () => undefined,
} satisfies Record<string, (body: Buffer, response: ServerResponse, request: IncomingMessage) => unknown>;

/** Name of a null server. */
export type NullServer = keyof typeof nullServers;

/** Runs a null server on a loopback port until `close`. */
export const startNullServer = (name: NullServer) =>
  sampleServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => nullServers[name](Buffer.concat(parts), response, request));
    request.on('error', () => response.destroy());
  });

function answer(request: IncomingMessage, response: ServerResponse, reply: { status: string }): void {
  if (request.url?.startsWith('/administration') === true) {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply));
    return;
  }
  response
    .writeHead(200, { 'Content-Type': 'application/msgpack', 'Api-Version': apiVersion })
    .end(encode(reply));
}

function firstError(body: Buffer): string {
  const known = 'invalid_certificate';
  try {
    const { cmd } = decode(body) as { cmd?: unknown };
    const facts = Object.entries(commandFacts).find(([name]) => name === cmd)?.[1];
    return facts?.statuses.find((status: string) => status !== 'ok') ?? known;
  } catch {
    return known;
  }
}
