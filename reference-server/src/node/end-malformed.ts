import type { Socket } from 'node:net';
import type { Admission } from './admission.ts';

/** What node says of requests that are none, beside that they are bad. */
const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Ends a connection on which something came that is no request, and says why unless an answer is on its way: as node does.
 * But node also hands the error to the socket, which has its stack written: who sends many such things would make everybody wait
 * while that is collected.
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
