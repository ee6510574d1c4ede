import type { Connection } from '../transport/index.ts';

const fewSeconds = 3000;

/** The same connection in a hurry: who ends a greeting is not kept waiting by a server that does not answer, and no signal that ended the greeting ends the word of it. */
export function quick(connection: Connection): Connection {
  const { signal: _ended, ...transport } = connection.transport ?? {};
  const timeoutMs = Math.min(transport.timeoutMs ?? fewSeconds, fewSeconds);
  return { ...connection, transport: { ...transport, timeoutMs } };
}
