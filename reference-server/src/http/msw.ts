import { CodedError } from '@parsec-spec/spec/errors';
import type { HttpHandler } from 'msw';
import { createServer, type ReferenceServer } from '../core/create-server.ts';
import { fetchHandler } from './fetch.ts';

/** Mock Service Worker is not installed. */
class MswMissingError extends CodedError<'msw-missing'> {
  constructor(cause: unknown) {
    super(
      'msw-missing',
      '@parsec-spec/reference-server/msw needs the package msw: npm install --save-dev msw',
      { cause },
    );
  }
}

// An optional peer dependency: only tests of clients need it.
const { http } = await import('msw').catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' && message.includes("'msw'");
  throw isMissing ? new MswMissingError(error) : error;
});

/** The server, and the origin that the client under test calls. */
export interface HandlersOptions {
  /** Origin that the client calls, e.g. `https://parsec.example.com`. Default: every origin. */
  readonly origin?: string;
  /** Default: a fresh one in memory. */
  readonly server?: ReferenceServer;
}

/**
 * Request handlers for Mock Service Worker: a client is tested against the real rules, without a
 * socket.
 *
 * @throws an Error with the code `msw-missing` when this module is loaded and the package `msw` is
 *   not installed
 * @example
 * const server = setupServer(...handlers({ origin: 'https://parsec.test' }));
 */
export function handlers({ origin = '*', server = createServer() }: HandlersOptions = {}): HttpHandler[] {
  const answer = fetchHandler(server);
  return [
    http.all(`${origin}/*`, ({ request }) => answer(request)),
    http.all(origin === '*' ? '*/' : origin, ({ request }) => answer(request)),
  ];
}
