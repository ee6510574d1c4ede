import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from '../exchange/index.ts';

/** What a TLS connection to the target tells. */
export interface TlsFacts {
  readonly protocol: string;
  /** Why its certificate is not trusted, or undefined if it is. */
  readonly distrusted: string | undefined;
  /** When its certificate expires. */
  readonly validTo: string;
}

/**
 * Connects over TLS, whatever the certificate, and reads what there is to know; undefined for plain
 * HTTP or no answer.
 */
export function tlsFacts({ secure, connection }: Endpoint): Promise<TlsFacts | undefined> {
  if (!secure) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const { hostname, port, ca } = connection;
    const socket = tls.connect({
      host: hostname,
      port,
      // A bare address is no name that a server could choose its certificate by.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      rejectUnauthorized: false,
      ...(ca === undefined ? {} : { ca }),
    });
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('secureConnect', () => {
      const error = socket.authorizationError as Error | string | null;
      resolve({
        protocol: socket.getProtocol() ?? 'unknown',
        distrusted: socket.authorized
          ? undefined
          : String(error instanceof Error ? error.message : (error ?? 'unknown')),
        validTo: socket.getPeerCertificate().valid_to ?? 'unknown',
      });
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}
