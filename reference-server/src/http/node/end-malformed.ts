import type { Socket } from 'node:net';
import type { Admission } from './admission.ts';

/** Node's error codes for malformed requests with a status other than 400. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Closes a connection after malformed input. As node does, it states the status unless an answer is
 * under way. Unlike node it does not pass the error to the socket: that formats a stack trace, and
 * a flood of malformed requests would slow down all clients by garbage collection.
 */
export function endMalformed(
  { code = '' }: NodeJS.ErrnoException,
  socket: Socket,
  admission: Admission,
): void {
  const status = statuses[code] ?? (code.startsWith('HPE_') ? '400 Bad Request' : undefined);
  if (status !== undefined && socket.writable && !admission.isAnswering(socket))
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  socket.destroy();
}
