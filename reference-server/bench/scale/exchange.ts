import { type Agent, request } from 'node:http';

/** Where a server listens, and the one connection to it. */
export interface Peer {
  readonly port: number;
  readonly agent: Agent;
}

/** One request and the whole answer: its status, and how many bytes it has. */
export const exchange = (
  { port, agent }: Peer,
  method: string,
  path: string,
  headers: Record<string, string>,
  sent?: Uint8Array,
): Promise<{ readonly status: number; readonly bytes: number }> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(sent);
  });
