import http from 'node:http';
import https from 'node:https';
import { ByteBuffer } from './byte-buffer.ts';
import type { Endpoint, InProcessAnswer } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest, SHOWN_BYTES } from './exchange.ts';
import { headerPairs } from './headers.ts';
import { OversizedReply, REPLY_LIMIT } from './oversized-reply.ts';
import { codeOf, limitInterims, onSwitch } from './send.ts';

/** A reply whose body is still arriving. Its exchange holds the beginning of it. */
export interface StreamingResponse {
  readonly exchange: Exchange;
  /** How it ended: 'end' (regularly) or an error code of the socket; undefined while it is open. */
  readonly ended: () => string | undefined;
  /** Sets the listener, which receives the bytes, and undefined at the end. */
  readonly listen: (listener: (bytes: Uint8Array | undefined) => void) => void;
  /** Closes the connection. */
  readonly close: () => void;
}

export interface StreamingOptions {
  /** Whether the body is never read, as by a client that does not consume its stream. */
  readonly ignoresBody?: boolean;
  /** Number of bytes of the body that the exchange holds. Default: those that reports show. */
  readonly keptBytes?: number;
}

/**
 * Sends one request on a new connection, and resolves as soon as the head of the answer has
 * arrived. Never throws: an error of the socket becomes the `error` of the exchange.
 */
export function openStreamingResponse(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  { ignoresBody = false, keptBytes = SHOWN_BYTES }: StreamingOptions = {},
): Promise<StreamingResponse> {
  if (endpoint.inProcess !== undefined) return streamInProcess(endpoint.inProcess, request, signal);
  const started = performance.now();
  return new Promise((resolve) => {
    const kept = new ByteBuffer();
    /** Bytes that arrived before the listener was set. */
    let buffered = new ByteBuffer();
    let size = 0;
    let onBytes = (bytes: Uint8Array | undefined): void => {
      if (bytes !== undefined) buffered.add(bytes);
    };
    let end: string | undefined;
    const finish = (reason: string) => {
      if (end !== undefined) return;
      end = reason;
      onBytes(undefined);
    };
    const settle = (outcome: ReceivedResponse | string, close: () => void) =>
      resolve({
        exchange: new Exchange(request, outcome, performance.now() - started),
        ended: () => end,
        listen: (listener) => {
          onBytes = listener;
          if (buffered.length > 0) listener(buffered.bytes);
          buffered = new ByteBuffer();
          if (end !== undefined) listener(undefined);
        },
        close,
      });
    let clientRequest: http.ClientRequest;
    try {
      clientRequest = (endpoint.secure ? https : http).request({
        ...endpoint.connection,
        method: request.method,
        path: request.target,
        headers: request.headers.flat(),
        agent: false,
        signal,
        setHost: false,
      });
    } catch (error) {
      // A value that came from the server may be none of a header.
      finish(codeOf(error));
      settle(codeOf(error), () => undefined);
      return;
    }
    clientRequest.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const head = { status, headers: headerPairs(response.rawHeaders) };
      if (!ignoresBody)
        response.on('data', (part: Uint8Array) => {
          kept.add(part.subarray(0, keptBytes - kept.length));
          size += part.length;
          if (size > REPLY_LIMIT)
            return void response.destroy(new OversizedReply(REPLY_LIMIT, size, undefined));
          onBytes(part);
        });
      response.on('end', () => finish('end'));
      response.on('error', (error) => finish(codeOf(error)));
      // Getters, because the body grows.
      const growing: ReceivedResponse = Object.defineProperties(
        { ...head, body: new Uint8Array() },
        {
          body: { get: () => kept.bytes },
          length: { get: () => (size > keptBytes ? size : undefined), enumerable: true },
        },
      );
      settle(growing, () => clientRequest.destroy());
    });
    clientRequest.on('error', (error) => {
      finish(codeOf(error));
      settle(codeOf(error), () => undefined);
    });
    limitInterims(clientRequest);
    onSwitch(clientRequest, (response) => {
      finish('end');
      settle(response, () => undefined);
    });
    clientRequest.end(request.body);
  });
}

async function streamInProcess(
  answer: InProcessAnswer,
  request: SentRequest,
  signal: AbortSignal,
): Promise<StreamingResponse> {
  const started = performance.now();
  const { stream, ...response } = await answer(request);
  let ended: string | undefined = stream === undefined ? 'end' : undefined;
  const end = () => stream?.end();
  signal.addEventListener('abort', end);
  return {
    exchange: new Exchange(request, response, performance.now() - started),
    ended: () => ended,
    listen: async (listener) => {
      if (stream === undefined) listener(response.body);
      else for await (const piece of stream) listener(Buffer.from(piece));
      ended = 'end';
      signal.removeEventListener('abort', end);
      listener(undefined);
    },
    close: end,
  };
}
