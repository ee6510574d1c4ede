import { type HttpHandler, http } from 'msw';
import { createServer, type ReferenceServer } from '../core/create-server.ts';
import { fetchHandler } from '../fetch/fetch-handler.ts';

/** Where a client under test finds the server, and which server. */
export interface HandlersOptions {
  /** Origin that the client calls, e.g. `https://parsec.example.com`. Default: every origin. */
  readonly origin?: string;
  /** Default: a fresh one in memory. */
  readonly server?: ReferenceServer;
}

/** Request handlers for Mock Service Worker: a client is tested against the real rules, without a socket. */
export function handlers({ origin = '*', server = createServer() }: HandlersOptions = {}): HttpHandler[] {
  const answer = fetchHandler(server);
  return [
    http.all(`${origin}/*`, ({ request }) => answer(request)),
    http.all(origin === '*' ? '*/' : origin, ({ request }) => answer(request)),
  ];
}
