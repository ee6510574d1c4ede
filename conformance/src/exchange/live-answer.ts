import http from 'node:http';
import https from 'node:https';
import { codeOf } from './code-of.ts';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest } from './exchange.ts';
import { headerPairs } from './header-pairs.ts';
import { responseLimit, tooLong } from './response-limit.ts';

/** An answer whose body goes on: its exchange tells what came so far. */
export interface LiveAnswer {
  readonly exchange: Exchange;
  /** How it ended: 'end' (properly), an error code of the socket, or undefined while it goes on. */
  readonly ended: () => string | undefined;
  /** Calls back whenever bytes came, or the end. */
  readonly listen: (hear: (bytes: Uint8Array | undefined) => void) => void;
  /** Hangs up. */
  readonly close: () => void;
}

/** How a stream is read. */
export interface LiveOptions {
  /** Never take a byte of the body: a listener who does not listen. */
  readonly deaf?: boolean;
}

/** Sends one request on a connection of its own and gives the answer at its head. Never throws: a socket's error becomes the exchange's. */
export function openLive(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  { deaf = false }: LiveOptions = {},
): Promise<LiveAnswer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    let hear: (bytes: Uint8Array | undefined) => void = () => undefined;
    let end: string | undefined;
    const finish = (reason: string) => {
      if (end !== undefined) return;
      end = reason;
      hear(undefined);
    };
    const settle = (outcome: ReceivedResponse | string, close: () => void) =>
      resolve({
        exchange: new Exchange(request, outcome, performance.now() - started),
        ended: () => end,
        listen: (listener) => {
          hear = listener;
          for (const part of parts) listener(part);
          if (end !== undefined) listener(undefined);
        },
        close,
      });
    const sent = (endpoint.secure ? https : http).request({
      ...endpoint.connection,
      method: request.method,
      path: request.target,
      headers: request.headers.flat(),
      agent: false,
      signal,
      setHost: false,
    });
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const head = { status, headers: headerPairs(response.rawHeaders) };
      if (!deaf)
        response.on('data', (part: Uint8Array) => {
          size += part.length;
          if (size > responseLimit) return void response.destroy(tooLong());
          parts.push(part);
          hear(part);
        });
      response.on('end', () => finish('end'));
      response.on('error', (error) => finish(codeOf(error)));
      // What came so far, whenever it is looked at.
      const live: ReceivedResponse = Object.defineProperty({ ...head, body: new Uint8Array() }, 'body', {
        get: () => Buffer.concat(parts),
      });
      settle(live, () => sent.destroy());
    });
    sent.on('error', (error) => {
      finish(codeOf(error));
      settle(codeOf(error), () => undefined);
    });
    sent.end(request.body);
  });
}
