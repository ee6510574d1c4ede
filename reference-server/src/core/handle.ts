import type { MaybePromise } from '@parsec-spec/spec/crypto';
import { rateLimitedWarnings } from '../log.ts';
import { JournalError } from '../storage/journal.ts';
import { administrationGate } from './authentication.ts';
import { type Call, type Handle, type Header, NoRoomError, type Reply } from './call.ts';
import { callerAddress } from './client-address.ts';
import { cors } from './cors.ts';
import { IncomingCall } from './incoming-call.ts';
import { detailReply, jsonReply, unknownPage } from './replies.ts';
import { endpoints, isAdministered, makeRouter } from './routes.ts';
import type { Services } from './services.ts';

const route = makeRouter(endpoints.keys());

/**
 * Makes the core, which answers each call with one reply (ARCHITECTURE.md). An internal fault is
 * logged and answered 500, without detail.
 */
export function makeHandle(services: Services): Handle {
  const { config, clock, log } = services;
  const administrationAccess = administrationGate(config.administration_token);
  const warn = rateLimitedWarnings(log);
  const corsPolicy = cors(config.cors_allow_origins);

  const answer = (call: Call, incoming: IncomingCall): MaybePromise<Reply> => {
    const found = route(incoming.path);
    if (found === undefined) return unknownRoute(incoming.path);
    const methods = endpoints.get(found.pattern) ?? {};
    const endpoint = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (endpoint === undefined) {
      return detailReply(405, 'Method Not Allowed', ['Allow', Object.keys(methods).join(', ')]);
    }
    if (isAdministered(found.pattern)) {
      const access = administrationAccess(incoming.header('authorization'));
      if (access === 'missing') return detailReply(403, 'Not authenticated');
      if (access === 'wrong') {
        const client = callerAddress(incoming, config.proxy_trusted);
        log.info({ client, path: incoming.path }, 'administration token refused');
        return detailReply(403, 'Bad authorization token');
      }
    }
    return endpoint(services, incoming, found.segment);
  };

  return async (call) => {
    const incoming = new IncomingCall(call, clock());
    const preflight = corsPolicy.preflight(incoming);
    if (preflight !== undefined) return corsPolicy.finish(preflight, incoming);
    try {
      const reply = await answer(call, incoming);
      // The query is not logged: it holds the payload of links.
      const { command } = incoming;
      const { status, command_status } = reply;
      log.debug({ method: call.method, path: incoming.path, command, command_status, status }, 'request');
      return corsPolicy.finish(reply, incoming);
    } catch (fault) {
      if (isAway(fault) || isDiskFault(fault) || fault instanceof NoRoomError) {
        warn({ err: fault, method: call.method, path: incoming.path }, fault.message);
        // The rest of a body without room in memory is not read.
        const more: readonly Header[] = fault instanceof NoRoomError ? [['Connection', 'close']] : [];
        return corsPolicy.finish(detailReply(503, 'Service Unavailable', ...more), incoming);
      }
      log.error({ err: fault, method: call.method, path: incoming.path }, 'fault');
      return corsPolicy.finish(internalError, incoming);
    }
  };
}

const internalError = jsonReply(500, JSON.stringify({ detail: 'Internal Server Error' }));

// Not a fault of this server: a later attempt may succeed.
const isAway = (fault: unknown): fault is JournalError =>
  fault instanceof JournalError && fault.code === 'away';

// SQLite's error codes for a disk that is full, gone, damaged or read-only (READONLY, IOERR,
// CORRUPT, FULL, CANTOPEN). Nothing was written.
const isDiskFault = (fault: unknown): fault is Error =>
  fault instanceof Error && 'errcode' in fault && [8, 10, 11, 13, 14].includes(Number(fault.errcode) & 0xff);

/** An unknown path is answered 404, unless it only has a trailing slash too many. */
function unknownRoute(path: string): Reply {
  const shorter = path.endsWith('/') ? path.slice(0, -1) : '';
  if (shorter === '' || shorter === '/' || route(shorter) === undefined) return unknownPage;
  return { status: 307, headers: [['Location', shorter]], body: '' };
}
