import http from 'node:http';
import https from 'node:https';
import type { ReceivedResponse, SentRequest } from './exchange.ts';

/** Number of latest answers that are kept. */
const MAX_SAMPLES = 100;

/** The address of a server, and the connections kept to it. */
export interface Endpoint {
  /** Scheme, host and port, without a slash at the end. */
  readonly address: string;
  /** Value of the `Host` header. */
  readonly host: string;
  readonly secure: boolean;
  readonly connection: {
    readonly hostname: string;
    readonly port: number;
    readonly ca?: string;
    readonly rejectUnauthorized?: boolean;
    readonly servername?: string;
  };
  /** Reuses connections. */
  readonly agent: http.Agent;
  /** Opens a new connection for each request. */
  readonly fresh: http.Agent;
  /**
   * Whether a request is never repeated after a reset of a reused connection. True where the check
   * may have killed the server.
   */
  readonly neverRetries: boolean;
  /** Durations of the latest answers. */
  readonly roundTrips: RoundTrips;
  /** A server in this process, which answers instead of the address. */
  readonly inProcess?: InProcessAnswer | undefined;
}

/** The answer of a server in this process. An event stream has frames instead of a body. */
export type InProcessAnswer = (
  request: SentRequest,
) => Promise<ReceivedResponse & { readonly stream?: AsyncIterable<string> & { end(): void } }>;

/** Options for verifying TLS certificates. */
export interface TlsOptions {
  /** PEM of the authority to trust instead of the system's. */
  readonly ca?: string;
  /** Whether any certificate is trusted. */
  readonly insecure?: boolean;
}

/** The durations of a server's latest answers. */
export class RoundTrips {
  readonly #samples: number[] = [];

  /** Adds the duration of one answer, in ms. */
  add(ms: number): void {
    this.#samples.push(ms);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  /** The median in ms; 0 before the first answer. */
  get median(): number {
    const sorted = Float64Array.from(this.#samples).sort();
    return sorted[sorted.length >> 1] ?? 0;
  }
}

/**
 * Makes the endpoint of a server. Opens no connection yet.
 *
 * @param url - only scheme, host and port are used
 * @param neverRetries - see {@link Endpoint.neverRetries}
 */
export function openEndpoint(url: string, tls: TlsOptions = {}, neverRetries = false): Endpoint {
  const { protocol, hostname, port, host, origin } = new URL(url);
  const secure = protocol === 'https:';
  const bare = hostname.replace(/^\[|\]$/g, '');
  const { Agent } = secure ? https : http;
  return {
    address: origin,
    host,
    secure,
    connection: {
      hostname: bare,
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls.insecure === true ? { rejectUnauthorized: false } : {}),
    },
    agent: new Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 128 }),
    fresh: new Agent({ keepAlive: false }),
    neverRetries,
    roundTrips: new RoundTrips(),
  };
}
