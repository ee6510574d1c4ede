import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { apiVersion } from '../../src/wire/api-version.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { sampleServer } from '../runner/sample-server.ts';

/** A request that passes through a proxy. */
interface Passing {
  readonly method: string;
  /** The request target. */
  readonly url: string;
  /** The command in its body; empty if it is none. */
  readonly cmd: string;
  /** The decoded message in its body. */
  readonly message: Readonly<Record<string, unknown>>;
}

/**
 * A fault of a server: undefined to pass the request on unchanged, an answer to give instead, or a
 * message to pass on.
 */
export type Fault = (
  request: Passing,
  response: http.ServerResponse,
) => 'answered' | { readonly message: Readonly<Record<string, unknown>> } | undefined;

/** Gives this HTTP status to the requests that match. */
export const answering =
  (status: number, matches: (request: Passing) => boolean): Fault =>
  (request, response) => {
    if (!matches(request)) return undefined;
    response.writeHead(status).end();
    return 'answered';
  };

/** Gives this reply to a command. */
export const replying =
  (cmd: string, reply: Readonly<Record<string, unknown>>): Fault =>
  (request, response) => {
    if (request.cmd !== cmd) return undefined;
    response.writeHead(200, { 'Content-Type': 'application/msgpack', 'Api-Version': apiVersion });
    response.end(encode(reply));
    return 'answered';
  };

/** Never answers the requests that match. */
export const silent =
  (matches: (request: Passing) => boolean): Fault =>
  (request) =>
    matches(request) ? 'answered' : undefined;

/** A proxy in front of a correct server, which has one fault. */
export function faultProxy(upstream: string, fault: Fault): ReturnType<typeof sampleServer> {
  return sampleServer((request, response) => {
    void pass(new URL(upstream), fault, request, response).catch(() => response.destroy());
  });
}

async function pass(
  upstream: URL,
  fault: Fault,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await buffer(request);
  const { method = '', url = '', headers } = request;
  const message = messageIn(body);
  const outcome = fault({ method, url, cmd: String(message.cmd ?? ''), message }, response);
  if (outcome === 'answered') return;
  const sent = outcome === undefined ? body : encode(outcome.message);
  const passed = http.request({
    host: upstream.hostname,
    port: upstream.port,
    method,
    path: url,
    headers: body.length === 0 ? headers : { ...headers, 'content-length': sent.length },
  });
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  passed.end(sent);
}

function messageIn(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(decode(body)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
