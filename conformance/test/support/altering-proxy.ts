import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { apiVersion } from '../../src/wire/api-version.ts';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { HeaderList } from '../../src/wire/exchange.ts';
import { headerPairs } from '../../src/wire/headers.ts';
import type { Fields } from '../../src/wire/values.ts';
import { sampleServer } from './sample-server.ts';

interface Message {
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** A request that passes through a proxy. */
export interface PassingRequest extends Message {
  readonly method: string;
  /** The request target. */
  readonly url: string;
  /** The message in its body; empty if there is none. */
  readonly fields: Fields;
  /** The command in its body; empty if it is none. */
  readonly cmd: string;
}

/** A reply that passes through a proxy. */
export interface PassingReply extends Message {
  readonly status: number;
}

/** Changes a request, or answers it and returns `answered`. */
export type AlterRequest = (
  request: PassingRequest,
  response: http.ServerResponse,
) => 'answered' | Partial<Message> | undefined;

/** Changes a reply. */
export type AlterReply = (reply: PassingReply, request: PassingRequest) => Partial<PassingReply> | undefined;

/** What a proxy changes. */
export interface Alteration {
  readonly request?: AlterRequest | undefined;
  readonly reply?: AlterReply | undefined;
}

/** Gives this HTTP status to the requests that match. */
export const answering =
  (status: number, matches: (request: PassingRequest) => boolean): AlterRequest =>
  (request, response) => {
    if (!matches(request)) return undefined;
    response.writeHead(status).end();
    return 'answered';
  };

/** Gives this reply to a request. */
export function reply(response: http.ServerResponse, fields: Fields): 'answered' {
  response.writeHead(200, { 'Content-Type': 'application/msgpack', 'Api-Version': apiVersion });
  response.end(encode(fields));
  return 'answered';
}

/** Gives this reply to a command. */
export const replying =
  (cmd: string, fields: Fields): AlterRequest =>
  (request, response) =>
    request.cmd === cmd ? reply(response, fields) : undefined;

/** Never answers the requests that match. */
export const silent =
  (matches: (request: PassingRequest) => boolean): AlterRequest =>
  (request) =>
    matches(request) ? 'answered' : undefined;

/** A proxy in front of a correct server, which changes what passes. Event streams pass unchanged. */
export function alteringProxy(
  upstream: string,
  alteration: Alteration | AlterRequest,
): ReturnType<typeof sampleServer> {
  const both = typeof alteration === 'function' ? { request: alteration } : alteration;
  return sampleServer((request, response) => {
    void pass(new URL(upstream), both, request, response).catch(() => response.destroy());
  });
}

async function pass(
  { hostname, port }: URL,
  alteration: Alteration,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
): Promise<void> {
  const { method = '', url = '', rawHeaders } = incoming;
  const body = await buffer(incoming);
  const fields = decodeMap(body) ?? {};
  const headers = headerPairs(rawHeaders);
  const request = { method, url, headers, body, fields, cmd: String(fields.cmd ?? '') };
  const altered = alteration.request?.(request, outgoing);
  if (altered === 'answered') return;
  const options = { hostname, port, agent: false, method, path: url, setHost: false };
  const sent = { ...request, ...altered };
  const forwarded = http.request({ ...options, headers: fitted(sent).flat() });
  forwarded.on('error', () => outgoing.destroy());
  outgoing.on('close', () => forwarded.destroy());
  forwarded.on('response', async (response) => {
    const status = response.statusCode ?? 0;
    const isStream = String(response.headers['content-type']).startsWith('text/event-stream');
    if (alteration.reply === undefined || isStream) {
      outgoing.writeHead(status, response.headers);
      response.pipe(outgoing);
      return;
    }
    try {
      const received = { status, headers: headerPairs(response.rawHeaders), body: await buffer(response) };
      const answer = { ...received, ...alteration.reply(received, request) };
      outgoing.writeHead(answer.status, fitted(answer).flat()).end(answer.body);
    } catch {
      outgoing.destroy();
    }
  });
  forwarded.end(sent.body);
}

/** The headers with the length of the body, which may have changed. */
const fitted = ({ headers, body }: Message): HeaderList => [
  ...headers.filter(([name]) => !/^(?:content-length|transfer-encoding|connection|keep-alive)$/i.test(name)),
  ...(body.length === 0 ? [] : [['Content-Length', String(body.length)] as const]),
];
