import type { Connection } from '../transport/index.ts';

const CANCEL_TIMEOUT_MS = 3000;

/**
 * The same connection with a short timeout and without a signal, for the cancellation that ends a
 * greeting: the server may not answer, and the signal that ended the greeting must not abort it.
 */
export function withShortTimeout(connection: Connection): Connection {
  const { signal: _ended, ...transport } = connection.transport ?? {};
  const timeoutMs = Math.min(transport.timeoutMs ?? CANCEL_TIMEOUT_MS, CANCEL_TIMEOUT_MS);
  return { ...connection, transport: { ...transport, timeoutMs } };
}
