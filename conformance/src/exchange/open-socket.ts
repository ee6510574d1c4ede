import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import type { Endpoint } from './endpoint.ts';

/** Opens a connection for a later request; undefined if that fails. */
export function openSocket({ secure, connection }: Endpoint): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const { hostname: host, ...options } = connection;
    const socket = secure ? tls.connect({ host, ...options }) : net.connect({ host, ...options });
    socket.setNoDelay(true);
    socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('close', () => resolve(undefined));
    // A request sent on it also receives the error.
    socket.on('error', () => undefined);
  });
}
