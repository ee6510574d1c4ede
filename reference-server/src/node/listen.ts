import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ReferenceServer } from '../core/create-server.ts';
import { answer } from './answer.ts';

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** PEM texts; with them the server speaks HTTPS (TLS 1.2 or later). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ciphers?: string };
}

/** A server that listens. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** `http(s)://host:port`. */
  readonly url: string;
  /** Finishes what is in flight and lets go of the port; whoever is not through after `patience` milliseconds is cut off. */
  stop(patience?: number): Promise<void>;
}

// Slow and half-open requests are ended; nobody holds a connection for nothing.
const limits: ServerOptions = {
  maxHeaderSize: 65_536,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
};

/** Gives a server a socket of node:http or node:https. Rejects with node's error (`EADDRINUSE`, …) when it cannot listen. */
export async function listen(
  server: ReferenceServer,
  { host, port, tls }: ListenOptions,
): Promise<Listening> {
  const listener: RequestListener = (request, response) => {
    answer(server.handle, request, response).catch(() => response.destroy());
  };
  const http = tls === undefined ? createServer(limits, listener) : secure(tls, listener);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ host, port }, () => {
      http.off('error', reject);
      resolve();
    });
  });
  const { port: bound } = http.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port: bound,
    url: `${tls === undefined ? 'http' : 'https'}://${name}:${bound}`,
    stop: (patience = 10_000) => stop(http, server, patience),
  };
}

function secure(
  { key, cert, ciphers }: NonNullable<ListenOptions['tls']>,
  listener: RequestListener,
): Server {
  const chosen = ciphers === undefined ? {} : { ciphers };
  return createSecureServer(
    { ...limits, key, cert, minVersion: 'TLSv1.2', handshakeTimeout: 10_000, ...chosen },
    listener,
  );
}

async function stop(http: Server, server: ReferenceServer, patience: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  await server.stop();
  http.closeIdleConnections();
  const timer = setTimeout(() => http.closeAllConnections(), patience);
  await closed;
  clearTimeout(timer);
}
