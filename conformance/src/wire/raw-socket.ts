import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest } from './exchange.ts';
import { headerOf } from './headers.ts';
import { OversizedReply, REPLY_LIMIT } from './oversized-reply.ts';

/** Pieces of a request. Each is sent with its own write; a text is sent as Latin-1. */
export type RawParts = readonly (string | Uint8Array)[];

export interface RawOptions {
  /** Maximum wait for the answer after the last write, in ms. Default: 20,000. */
  readonly wait?: number;
  /** Whether the judge closes its side after the last write. */
  readonly end?: boolean;
  /** Pause before each write except the first, in ms. Default: 0. */
  readonly pause?: number;
}

/**
 * Writes bytes on a new connection and reads one HTTP answer. Never throws.
 *
 * @returns an exchange whose `error` tells why there is no answer: 'timeout', 'closed', or the code
 * of a socket error
 */
export async function sendRaw(
  endpoint: Endpoint,
  parts: RawParts,
  signal: AbortSignal,
  options: RawOptions = {},
): Promise<Exchange> {
  const started = performance.now();
  const outcome = await writeAndRead(endpoint, parts.map(bytesOf), signal, options);
  return new Exchange(rawRequest(parts), outcome, performance.now() - started);
}

const bytesOf = (part: string | Uint8Array): Buffer =>
  typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part);

/** The request that pieces of bytes make. The first piece is its head. */
export function rawRequest(parts: RawParts): SentRequest {
  const bytes = parts.map(bytesOf);
  const [line = '', ...rest] = Buffer.concat(bytes.slice(0, 1)).toString('latin1').split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = rest.slice(0, rest.indexOf('')).map((text): [string, string] => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1).trim()];
  });
  return { method, target, headers, body: Buffer.concat(bytes.slice(1)), raw: Buffer.concat(bytes) };
}

function writeAndRead(
  endpoint: Endpoint,
  parts: readonly Buffer[],
  signal: AbortSignal,
  options: RawOptions,
): Promise<ReceivedResponse | OversizedReply | string> {
  return new Promise((resolve) => {
    const { hostname, ...secure } = endpoint.connection;
    const socket = endpoint.secure
      ? tls.connect({ host: hostname, ...secure })
      : net.connect({ host: hostname, port: secure.port });
    const received: Buffer[] = [];
    let size = 0;
    let timer: NodeJS.Timeout | undefined;
    const finish = (outcome: ReceivedResponse | OversizedReply | string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    const abort = () => finish('timeout');
    signal.addEventListener('abort', abort);
    const finishIfComplete = (closed: boolean) => {
      const response = parseResponse(Buffer.concat(received), closed);
      if (response !== undefined) finish(response);
      else if (closed) finish('closed');
    };
    socket.on('data', (part) => {
      received.push(part);
      size += part.length;
      if (size > REPLY_LIMIT) finish(new OversizedReply(REPLY_LIMIT, size, undefined));
      else finishIfComplete(false);
    });
    socket.on('close', () => finishIfComplete(true));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server may answer and close the connection before all bytes are written.
      setTimeout(() => finishIfComplete(true), 50);
      if (error.code === 'ECONNREFUSED') finish(error.code);
    });
    socket.on(endpoint.secure ? 'secureConnect' : 'connect', async () => {
      for (const [index, part] of parts.entries()) {
        if (index > 0 && options.pause !== undefined)
          await new Promise((done) => setTimeout(done, options.pause));
        if (!socket.writable) break;
        if (!socket.write(part)) await new Promise((done) => socket.once('drain', done).once('close', done));
      }
      if (options.end === true) socket.end();
      timer = setTimeout(() => finish('timeout'), options.wait ?? 20_000);
    });
  });
}

function parseResponse(bytes: Buffer, closed: boolean): ReceivedResponse | undefined {
  for (let from = 0; ; ) {
    const split = bytes.indexOf('\r\n\r\n', from);
    if (split < 0) return undefined;
    const [line = '', ...rest] = bytes.subarray(from, split).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1] ?? 0);
    from = split + 4;
    // An interim (1xx) response is not the final answer (RFC 9110 §15.2).
    if (status >= 100 && status < 200 && status !== 101) continue;
    const headers = rest.map((text): [string, string] => [
      text.slice(0, text.indexOf(':')),
      text.slice(text.indexOf(':') + 1).trim(),
    ]);
    const body = wholeBody(bytes.subarray(from), headers) ?? (closed ? bytes.subarray(from) : undefined);
    return body && { status, headers, body };
  }
}

/**
 * The body of an answer. Undefined while it is incomplete, and if only the end of the connection
 * ends it.
 */
function wholeBody(bytes: Buffer, headers: readonly (readonly [string, string])[]): Buffer | undefined {
  const header = (name: string) => headerOf(headers, name);
  if (/\bchunked$/i.test(header('transfer-encoding') ?? '')) return decodeChunked(bytes);
  const length = Number(header('content-length') ?? Number.NaN);
  return bytes.length >= length ? bytes.subarray(0, length) : undefined;
}

/** Decodes a chunked body (RFC 9112 §7.1); undefined before the last chunk is complete. */
function decodeChunked(bytes: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (!(size >= 0)) return undefined;
    if (size === 0) return bytes.indexOf('\r\n\r\n', line) < 0 ? undefined : Buffer.concat(pieces);
    at = line + 2 + size + 2;
    if (at > bytes.length) return undefined;
    pieces.push(bytes.subarray(line + 2, at - 2));
  }
}

/** Opens a connection for a later request. Resolves to undefined if that fails. */
export function openSocket({ secure, connection }: Endpoint): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const { hostname: host, ...options } = connection;
    const socket = secure ? tls.connect({ host, ...options }) : net.connect({ host, ...options });
    socket.setNoDelay(true);
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('close', () => resolve(undefined));
    // The request that uses the socket receives the error too.
    socket.on('error', () => undefined);
  });
}
