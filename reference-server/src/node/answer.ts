import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handle, Header, LiveBody, Reply } from '../core/call.ts';
import { incomingBody } from './incoming-body.ts';

/** A listener that does not take its frames is let go when this many bytes wait for it. */
const mostUnsent = 1_048_576;

/** Answers one HTTP request by the core. */
export async function answer(
  handle: Handle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { socket } = request;
  const reply = await handle({
    method: request.method ?? '',
    target: request.url ?? '/',
    headers: pairs(request.rawHeaders),
    body: incomingBody(request),
    peer: socket.remoteAddress ?? '',
    secure: 'encrypted' in socket,
  });
  if (response.destroyed) return;
  if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) send(response, reply, reply.body);
  else await stream(response, reply, reply.body);
}

function send(response: ServerResponse, { status, headers }: Reply, body: Uint8Array | string): void {
  response.writeHead(status, flat(headers, ['Content-Length', String(Buffer.byteLength(body))]));
  response.end(body);
}

async function stream(response: ServerResponse, { status, headers }: Reply, body: LiveBody): Promise<void> {
  response.on('close', () => body.end());
  response.writeHead(status, flat(headers));
  response.flushHeaders();
  for await (const frame of body) {
    if (response.destroyed || response.writableLength > mostUnsent) break;
    response.write(frame);
  }
  if (response.writableLength > mostUnsent) response.destroy();
  else response.end();
}

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
