import { concatBytes } from '@parsec-spec/spec/codec';
import type { Handle, Header, LiveBody, Readable, Reply } from '../core/call.ts';
import type { ReferenceServer } from '../core/create-server.ts';

const encoder = new TextEncoder();

/**
 * The server as a function of the web: `Request` in, `Response` out. A `Request` folds `..` in
 * paths and joins repeated headers before the server sees them; adapters that keep both apart are
 * `node` and `in-process`.
 */
export function fetchHandler({ handle }: ReferenceServer): (request: Request) => Promise<Response> {
  return async (request) => response(await handle(callOf(request)), request);
}

function callOf(request: Request): Parameters<Handle>[0] {
  const url = new URL(request.url);
  const headers: Header[] = [...request.headers];
  // A Request has no Host header of its own.
  if (!request.headers.has('host')) headers.push(['host', url.host]);
  return {
    method: request.method,
    target: url.pathname + url.search,
    headers,
    body: requestBody(request),
    peer: '',
    secure: url.protocol === 'https:',
  };
}

function response({ status, headers, body }: Reply, request: Request): Response {
  const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
  if (request.method === 'HEAD') return new Response(null, init);
  // Text would get a content type of its own.
  if (typeof body === 'string') return new Response(encoder.encode(body), init);
  // These bytes may be a view on a pool that is used again.
  if (body instanceof Uint8Array) return new Response(Uint8Array.from(body), init);
  return new Response(stream(body, request.signal), init);
}

function stream(body: LiveBody, signal: AbortSignal): ReadableStream<Uint8Array> {
  signal.addEventListener('abort', () => body.end(), { once: true });
  const frames = body[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await frames.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: () => body.end(),
  });
}

/** The body of a `Request`, read when asked for and not beyond the limit. */
const requestBody = (request: Request): Readable => ({
  read: async (limit) => {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      // Firefox has no `Request.body`.
      const body = 'body' in request ? request.body : (await (request as Request).blob()).stream();
      for await (const piece of body ?? []) {
        size += piece.length;
        // Leaving the loop cancels the stream.
        if (size > limit) return 'too-large';
        pieces.push(piece);
      }
    } catch {
      return 'aborted';
    }
    return concatBytes(pieces);
  },
});
