import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Call,
  type Handle,
  type Header,
  headerOf,
  isNamed,
  type LiveBody,
  type Reply,
} from '../../core/call.ts';
import { detailReply } from '../../core/replies.ts';
import type { Admission } from './admission.ts';
import { incomingBody } from './incoming-body.ts';
import type { BodyRoom, Unsent } from './limits.ts';

/** Settings that all answers of a server share. */
export interface AnswerSettings {
  /** Whether calls come over TLS. */
  readonly secure: boolean;
  /** The last answer of a stopping server announces the end of the connection. */
  readonly stopping: () => boolean;
  readonly admission: Admission;
  readonly room: BodyRoom;
  readonly unsent: Unsent;
  /** Milliseconds after which a response is given up if the client reads nothing of it. */
  readonly unreadTimeout: number;
}

/** Answers one HTTP request by the core. */
export async function answerRequest(
  handle: Handle,
  request: IncomingMessage,
  response: ServerResponse,
  { secure, stopping, admission, room, unsent, unreadTimeout }: AnswerSettings,
): Promise<void> {
  if (!(await admission.admit(request, response))) return;
  const headers = pairs(request.rawHeaders);
  // The host must be unambiguous (RFC 9112 §3.2). Node checks that there is one.
  if (headers.findIndex(isHost) !== headers.findLastIndex(isHost)) {
    response.writeHead(400, { Connection: 'close' }).end();
    return;
  }
  // Not from node's header object: building that one costs more than all other work on headers
  // here.
  const announced = Number(headerOf(headers, 'content-length') ?? 0);
  const body = incomingBody(request, announced, room.share());
  let reply: Reply;
  try {
    const call: Call = {
      method: request.method ?? '',
      target: request.url ?? '/',
      headers,
      body,
      peer: request.socket.remoteAddress ?? '',
      secure,
    };
    reply = await handle(call);
  } finally {
    body.release();
  }
  if (stopping()) response.shouldKeepAlive = false;
  const { status, body: content } = reply;
  const isWhole = typeof content === 'string' || content instanceof Uint8Array;
  if (response.destroyed) {
    if (!isWhole) content.end();
  } else if (isWhole) {
    const size = content.length;
    const isTooMuch = size > LARGE_BODY && !unsent.hasRoom(size);
    // A connection that is closed with unread data is reset, and the client may lose the answer.
    const end = request.complete || response.shouldKeepAlive ? 'now' : 'later';
    send(response, isTooMuch ? tooManyUnread : reply, isTooMuch ? tooManyUnread.body : content, end);
    if (end === 'later') endAfterBody(request, response);
    if (size > LARGE_BODY && !isTooMuch && response.writableLength > 0)
      response.once('close', unsent.add(size));
    cutOffAfter(unreadTimeout, response);
  } else {
    response.writeHead(status, flat(reply.headers));
    admission.stream(response);
    await sendStream(response, content);
  }
}

/**
 * Bytes of a body above which a copy costs more than a second write, and which count while they are
 * unsent.
 */
const LARGE_BODY = 65_536;

/** The answer while too many bytes of other replies are unsent. */
const tooManyUnread = {
  ...detailReply(503, 'Service Unavailable'),
  body: JSON.stringify({ detail: 'Service Unavailable' }),
};

function send(
  response: ServerResponse,
  { status, headers }: Reply,
  body: Uint8Array | string,
  end: 'now' | 'later',
): void {
  const write = end === 'now' ? response.end.bind(response) : response.write.bind(response);
  if (typeof body !== 'string' && body.length > LARGE_BODY) {
    response.writeHead(status, flat(headers, ['Content-Length', String(body.length)]));
    write(body);
    return;
  }
  // Head and text leave in one write; bytes would need a second one.
  const text = typeof body === 'string' ? body : latin1(body);
  const encoding = typeof body === 'string' ? 'utf8' : 'latin1';
  response.writeHead(status, flat(headers, ['Content-Length', String(Buffer.byteLength(text, encoding))]));
  write(text, encoding);
}

/** Longest wait for the rest of the body of a request that is answered, in milliseconds. */
const REST_TIMEOUT_MS = 2_000;

/** Ends the last answer of a connection when the rest of the request's body has been read. */
function endAfterBody(request: IncomingMessage, response: ServerResponse): void {
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, REST_TIMEOUT_MS);
  request.once('end', end).once('close', end).resume();
}

/** Closes the connection of a client that does not read its answer, which would stay in memory. */
function cutOffAfter(unreadTimeout: number, response: ServerResponse): void {
  // Most answers are sent at once.
  if (response.writableLength === 0) return;
  response.setTimeout(unreadTimeout, () => response.destroy());
  // Runs before node sets the timeout for the next request.
  response.prependOnceListener('finish', () => response.setTimeout(0));
}

const isHost = (header: Header): boolean => isNamed(header, 'host');

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

function pairs(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index < raw.length; index += 2) headers.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return headers;
}

function flat(headers: readonly Header[], ...more: readonly Header[]): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  for (const [name, value] of more) list.push(name, value);
  return list;
}

/** How long a listener may leave what was written to it unread, in milliseconds. */
const UNREAD_STREAM_TIMEOUT_MS = 30_000;
/** Milliseconds of silence after which TCP keep-alive probes the other end. */
const KEEPALIVE_PROBE_MS = 60_000;

/**
 * Writes frames as fast as the listener reads them. Meanwhile further frames wait in the body,
 * which ends when too many do. A listener that reads nothing for long is disconnected. So each one
 * costs a bounded amount of memory (EVT-17).
 */
async function sendStream(response: ServerResponse, body: LiveBody): Promise<void> {
  response.on('close', () => body.end());
  response.socket?.setKeepAlive(true, KEEPALIVE_PROBE_MS);
  response.flushHeaders();
  for await (const frame of body) {
    if (response.destroyed) return;
    if (!response.write(frame) && !(await drained(response))) {
      response.destroy();
      return;
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrained: boolean): void => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(isDrained);
    };
    const onDrain = (): void => settle(true);
    const onClose = (): void => settle(false);
    const timer = setTimeout(onClose, UNREAD_STREAM_TIMEOUT_MS);
    response.on('drain', onDrain);
    response.on('close', onClose);
  });
}
