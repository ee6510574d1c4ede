import type { ServerAddress } from '@parsec-spec/spec/urls';
import { isIP } from '#platform';
import type { Header, Reply } from './call.ts';
import type { IncomingCall } from './incoming-call.ts';

/** Calls from web pages of other origins (spec/protocol/transport.md). */
interface Cors {
  /** The answer to a preflight request; undefined for any other request. */
  preflight(incoming: IncomingCall): Reply | undefined;
  /** Adds the headers that every reply carries. */
  finish(reply: Reply, incoming: IncomingCall): Reply;
}

const server: Header = ['Server', 'parsec/3'];
// Unlike the reference, this also exposes the served versions to web pages.
const exposed: Header = ['Access-Control-Expose-Headers', 'Server, Api-Version, Supported-Api-Versions'];
const vary: Header = ['Vary', 'Origin'];
const methods = 'OPTIONS, GET, POST, PATCH';
const headers =
  'Accept, Accept-Language, Api-Version, Authorization, Content-Language, Content-Type, Last-Event-Id, User-Agent';
const allowed: readonly Header[] = [
  ['Access-Control-Allow-Methods', methods],
  ['Access-Control-Allow-Headers', headers],
  ['Access-Control-Max-Age', '600'],
];
const text: Header = ['Content-Type', 'text/plain; charset=utf-8'];

/** The policy of a list of origins; `*` = any, `:*` at the end = any port, an empty list = none. */
export function cors(origins: readonly string[]): Cors {
  const any = origins.includes('*');
  const allows = (origin: string): boolean =>
    any || origins.includes(origin) || origins.includes(`${origin.replace(/:\d+$/, '')}:*`);
  const granted = (origin: string): Header => ['Access-Control-Allow-Origin', any ? '*' : origin];

  return {
    preflight: (incoming) => {
      if (incoming.call.method !== 'OPTIONS') return undefined;
      const origin = incoming.header('origin');
      const method = incoming.header('access-control-request-method');
      if (origin === undefined || method === undefined) return undefined;
      const requestedHeaders = incoming.header('access-control-request-headers') ?? '';
      const disallowed = [
        ...(allows(origin) ? [] : ['origin']),
        ...(methods.split(', ').includes(method) ? [] : ['method']),
        ...(requestedHeaders.split(',').every(isAllowed) ? [] : ['headers']),
      ];
      return disallowed.length === 0
        ? { status: 200, headers: [text, ...allowed], body: 'OK' }
        : { status: 400, headers: [text], body: `Disallowed CORS ${disallowed.join(', ')}` };
    },
    finish: (reply, incoming) => {
      if (origins.length === 0) return { ...reply, headers: [server, ...reply.headers] };
      const origin = incoming.header('origin');
      const shared = origin !== undefined && allows(origin) ? [granted(origin), exposed] : [];
      return { ...reply, headers: [server, ...reply.headers, ...shared, vary] };
    },
  };
}

/**
 * Whether a `Host` is none that a web page can bind to this machine (DNS rebinding): an address,
 * `localhost` or the name of the server.
 */
export function isOwnHost(host: string, { host: own }: ServerAddress): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  return name === 'localhost' || name === own || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

const isAllowed = (header: string): boolean =>
  header.trim() === '' || headers.toLowerCase().split(', ').includes(header.trim().toLowerCase());
