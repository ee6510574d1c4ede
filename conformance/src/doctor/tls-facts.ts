import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from '../exchange/index.ts';

/** Facts about a TLS connection to the target. */
export interface TlsFacts {
  readonly protocol: string;
  /** Why its certificate is not trusted, or undefined if it is. */
  readonly distrusted: string | undefined;
  /** When its certificate expires. */
  readonly validTo: string;
}

/**
 * Connects over TLS, accepts any certificate, and reads its facts; undefined for plain HTTP or no
 * answer.
 */
export function tlsFacts({ secure, connection }: Endpoint): Promise<TlsFacts | undefined> {
  if (!secure) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const { hostname, port, ca } = connection;
    const socket = tls.connect({
      host: hostname,
      port,
      // An IP address cannot be a server name (SNI) by which a server selects its certificate.
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
