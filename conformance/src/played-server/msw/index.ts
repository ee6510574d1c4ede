import { createServer, type ReferenceServer } from '@parsec-spec/reference-server/core';
import { handlers as honestHandlers } from '@parsec-spec/reference-server/msw';
import { type MisbehaveOptions, misbehave } from '../misbehaviours/misbehave.ts';
import { parseMisbehaviour } from '../misbehaviours/parse-misbehaviour.ts';

export { puppetLink } from '../misbehaviours/puppets.ts';

/** The server, its misbehaviours, and the origin that the client under test calls. */
export interface MisbehavingHandlersOptions extends MisbehaveOptions {
  /** Origin that the client calls, e.g. `https://parsec.example.com`. Default: every origin. */
  readonly origin?: string;
  /** Default: a new one in memory. */
  readonly server?: ReferenceServer;
  /** `name=parameter` each; `parsec-spec list --misbehaviours` prints them. Default: none. */
  readonly misbehave?: readonly string[];
}

/**
 * Request handlers for Mock Service Worker: a client is tested against a server that misbehaves,
 * without a socket.
 *
 * @throws TargetError (`usage`) for a misbehaviour that does not exist
 * @throws an Error with the code `msw-missing` when this module is loaded and the package `msw` is
 *   not installed
 * @example
 * const server = setupServer(...handlers({ misbehave: ['certificate.signature=broken'] }));
 */
export function handlers({
  origin,
  server = createServer(),
  misbehave: names = [],
  ...options
}: MisbehavingHandlersOptions = {}) {
  const handle = misbehave(server.handle, names.map(parseMisbehaviour), options) as ReferenceServer['handle'];
  return honestHandlers({ ...(origin !== undefined && { origin }), server: { ...server, handle } });
}
