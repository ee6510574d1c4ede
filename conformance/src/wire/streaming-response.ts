import http from 'node:http';
import https from 'node:https';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest, SHOWN_BYTES } from './exchange.ts';
import { headerPairs } from './headers.ts';
import { OversizedReply, REPLY_LIMIT } from './oversized-reply.ts';
import { codeOf } from './send.ts';

/** A reply whose body is still streaming. Its exchange holds the first 64 KiB received so far. */
export interface StreamingResponse {
  readonly exchange: Exchange;
  /** How it ended: 'end' (properly), an error code of the socket, or undefined while it is open. */
  readonly ended: () => string | undefined;
  /** Calls back when bytes arrive, and with undefined at the end. */
  readonly listen: (hear: (bytes: Uint8Array | undefined) => void) => void;
  /** Closes the connection. */
  readonly close: () => void;
}

/** Options for reading a stream. */
export interface StreamingOptions {
  /** Never reads the body: a client that does not consume its stream. */
  readonly ignoresBody?: boolean;
}

/**
 * Sends one request on its own connection and returns the answer as soon as its head has arrived.
 * Never throws: a socket's error becomes the exchange's.
 */
export function openStreamingResponse(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  { ignoresBody: deaf = false }: StreamingOptions = {},
): Promise<StreamingResponse> {
  const started = performance.now();
  return new Promise((resolve) => {
    const shown: Uint8Array[] = [];
    /** Bytes that arrived before there was a listener. */
    let unheard: Uint8Array[] = [];
    let size = 0;
    let hear = (bytes: Uint8Array | undefined): void => {
      if (bytes !== undefined) unheard.push(bytes);
    };
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
          for (const part of unheard) listener(part);
          unheard = [];
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
          if (size < SHOWN_BYTES) shown.push(part);
          size += part.length;
          if (size > REPLY_LIMIT)
            return void response.destroy(new OversizedReply(REPLY_LIMIT, size, undefined));
          hear(part);
        });
      response.on('end', () => finish('end'));
      response.on('error', (error) => finish(codeOf(error)));
      // Computed on access, because the body grows.
      const live: ReceivedResponse = Object.defineProperty({ ...head, body: new Uint8Array() }, 'body', {
        get: () => Buffer.concat(shown).subarray(0, SHOWN_BYTES),
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
