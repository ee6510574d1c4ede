import http from 'node:http';
import https from 'node:https';
import { RoundTrips } from './round-trips.ts';

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
  /** Keeps connections open. */
  readonly agent: http.Agent;
  /** Opens a connection for each request. */
  readonly fresh: http.Agent;
  /**
   * Requests are not retried if a kept connection is closed, because the check may have killed the
   * server.
   */
  readonly neverRetries: boolean;
  readonly roundTrips: RoundTrips;
}

/** Options for verifying TLS certificates. */
export interface TlsOptions {
  /** PEM of an authority to trust in place of the system's. */
  readonly ca?: string;
  /** Trust any certificate. */
  readonly insecure?: boolean;
}

/** Opens an endpoint by URL; only scheme, host and port are used. */
export function openEndpoint(url: string, tls: TlsOptions = {}, once = false): Endpoint {
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
    neverRetries: once,
    roundTrips: new RoundTrips(),
  };
}
