import { Agent, request } from 'node:http';
import type { Header } from '../../src/core/call.ts';

/** A complete response of a server. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A request. Headers are pairs, so that they can be repeated, in any letter case. */
interface Sending {
  readonly method?: string;
  readonly target: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array | string;
}

const agent = new Agent({ keepAlive: true });

/** One HTTP exchange. Only Host and Content-Length are added. */
export function send(
  origin: string,
  { method = 'POST', target, headers = [], body }: Sending,
): Promise<Answer> {
  const { hostname, port, host } = new URL(origin);
  const given = headers.some(([name]) => name.toLowerCase() === 'host');
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  const all = [...(given ? [] : ['Host', host]), ...headers.flat(), ...length];
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { agent, hostname, port, method, path: target, headers: all as never },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers as Record<string, string | undefined>,
            body: Buffer.concat(pieces),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
