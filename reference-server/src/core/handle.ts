import { hexOf } from '@parsec-spec/spec/codec';
import { type MaybePromise, syncCrypto } from '@parsec-spec/spec/crypto';
import { rateLimited } from '../log.ts';
import { JournalError } from '../storage/journal-error.ts';
import { administrationGate } from './authentication.ts';
import { type Call, type Handle, type Header, NoRoomError, type Reply } from './call.ts';
import { callerAddress, networkOf, type TrustedPeers } from './client-address.ts';
import { cors, isOwnHost } from './cors.ts';
import { IncomingCall } from './incoming-call.ts';
import { detailReply, jsonReply, unknownPage } from './replies.ts';
import { endpoints, familyOf, isAdministered, makeRouter } from './routes.ts';
import type { Services } from './services.ts';

const route = makeRouter(endpoints.keys());

/**
 * Makes the core, which answers each call with one reply (ARCHITECTURE.md). An internal error is
 * logged and answered 500, without detail.
 */
export function makeHandle(services: Services): Handle {
  const { config, clock, journal, log, metrics } = services;
  const administrationAccess = administrationGate(config.administration_token);
  const warn = rateLimited((fields, message) => log.warn(fields, message));
  const tokenRefused = rateLimited((fields, message) => log.info(fields, message));
  const logsRequests = log.isLevelEnabled?.('debug') ?? true;
  const corsPolicy = cors(config.cors_allow_origins);

  const answer = (call: Call, incoming: IncomingCall): MaybePromise<Reply> => {
    const destination = route(incoming.path);
    if (destination === undefined) return unknownRoute(incoming);
    incoming.family = familyOf(destination.pattern);
    const methods = endpoints.get(destination.pattern) ?? {};
    const endpoint = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (endpoint === undefined) {
      return detailReply(405, 'Method Not Allowed', ['Allow', Object.keys(methods).join(', ')]);
    }
    if (isAdministered(destination.pattern)) {
      // A browser always names the host.
      const host = incoming.header('host');
      if (config.well_known_token && host !== undefined && !isOwnHost(host, config.server_addr))
        return detailReply(421, 'With the token of --dev the server is administered under its own name only');
      const access = administrationAccess(incoming.header('authorization'));
      if (access === 'missing') return detailReply(403, 'Not authenticated');
      if (access === 'wrong') {
        const client = callerAddress(incoming, config.proxy_trusted);
        tokenRefused({ client, path: incoming.path }, 'administration token refused', networkOf(client));
        return detailReply(403, 'Bad authorization token');
      }
    }
    return endpoint(services, incoming, destination.segment);
  };

  // One line when the database goes away and one when it is back, not one for each request.
  let isDatabaseAway = false;
  journal.shared?.available?.((isAvailable, cause) => {
    isDatabaseAway = !isAvailable;
    if (isAvailable) log.warn({}, 'the database answers again');
    else
      log.warn({ reason: reasonOf(cause) }, 'the database does not answer: requests get 503 until it does');
  });

  const failure = (error: unknown, request: string, { method }: Call, { path }: IncomingCall): Reply => {
    if (isAway(error) || isDiskError(error) || error instanceof NoRoomError) {
      if (isAway(error)) {
        const reason = reasonOf(error.cause);
        if (!isDatabaseAway) warn({ reason, request, method, path }, error.message);
      } else warn({ err: error, request, method, path }, error.message);
      // The rest of a body without room in memory is not read.
      const more: readonly Header[] = error instanceof NoRoomError ? [['Connection', 'close']] : [];
      return detailReply(503, 'Service Unavailable', ...more);
    }
    log.error({ err: error, request, method, path }, 'internal error');
    return internalError;
  };

  return async (call) => {
    const start = performance.now();
    const incoming = new IncomingCall(call, clock());
    const request = requestId(incoming, config.proxy_trusted);
    let reply: Reply;
    try {
      reply = corsPolicy.preflight(incoming) ?? (await answer(call, incoming));
    } catch (error) {
      reply = failure(error, request, call, incoming);
    }
    const { status, command_status } = reply;
    const duration = performance.now() - start;
    metrics?.request(incoming.family, status, duration / 1_000);
    if (logsRequests) {
      const client = callerAddress(incoming, config.proxy_trusted);
      // The query is not logged: it holds the payload of links.
      const { command, path, requirement } = incoming;
      const duration_ms = Math.round(duration * 1_000) / 1_000;
      const fields = {
        request,
        client,
        method: call.method,
        path,
        command,
        command_status,
        status,
        requirement,
      };
      log.debug({ ...fields, duration_ms }, 'request');
    }
    return corsPolicy.finish(reply, incoming);
  };
}

const processId = hexOf(syncCrypto.randomBytes(4));
let requests = 0;

/**
 * The id of a request in the log: the `X-Request-Id` of a trusted proxy if it is a short word,
 * otherwise one that no other request has.
 */
function requestId(incoming: IncomingCall, trusted: TrustedPeers): string {
  const forwarded = incoming.header('x-request-id');
  if (forwarded !== undefined && /^[\w.:-]{1,64}$/.test(forwarded) && trusted.has(incoming.call.peer))
    return forwarded;
  requests += 1;
  return `${processId}-${requests}`;
}

const internalError = jsonReply(500, JSON.stringify({ detail: 'Internal Server Error' }));

// Not an error of this server: a later attempt may succeed.
const isAway = (error: unknown): error is JournalError =>
  error instanceof JournalError && error.code === 'away';

/** The message of an error, or its code: a refused connection may have no message. */
const reasonOf = (error: unknown): string | undefined =>
  error instanceof Error ? error.message || String((error as { code?: string }).code) : undefined;

// SQLite's error codes for a disk that is full, gone, damaged or read-only (READONLY, IOERR,
// CORRUPT, FULL, CANTOPEN). Nothing was written.
const isDiskError = (error: unknown): error is Error =>
  error instanceof Error && 'errcode' in error && [8, 10, 11, 13, 14].includes(Number(error.errcode) & 0xff);

/** An unknown path is answered 404, unless it only has a trailing slash too many. */
function unknownRoute({ path, query }: IncomingCall): Reply {
  const shorter = path.endsWith('/') ? path.slice(0, -1) : '';
  if (shorter === '' || shorter === '/' || route(shorter) === undefined) return unknownPage;
  const location = query === '' ? shorter : `${shorter}?${query}`;
  return { status: 307, headers: [['Location', location]], body: '' };
}
