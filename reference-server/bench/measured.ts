import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { API_VERSION } from '@parsec-spec/spec/commands';

/** What happened in a server between `begin` and `end`. */
export interface Figures {
  /** Milliseconds of CPU. */
  readonly cpu: number;
  /** Milliseconds: the longest that everything else was held up at once. */
  readonly held: number;
  /** Milliseconds of CPU in one go: what the server itself has to do with that, whatever else the machine does. */
  readonly longest: number;
  /** MiB of memory at the beginning, and the most since. */
  readonly before: number;
  readonly most: number;
}

/** An answer over HTTP, and how many milliseconds it took. */
export interface Answered {
  readonly status: number;
  readonly body: Buffer;
  readonly took: number;
}

/** A server on a database, in a process of its own. */
export interface Measured {
  post(path: string, body: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** What some work costs the server. */
  measure(work: () => Promise<void>): Promise<Figures>;
  stop(): Promise<void>;
}

/** Starts one, from the sources. */
export async function measured(db: string, flags: readonly string[] = []): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'measured-process.ts'), [db], {
    execArgv: [...process.execArgv, ...flags],
  });
  const told = async (asked?: string): Promise<unknown> => {
    const answer = once(child, 'message');
    if (asked !== undefined) child.send(asked);
    return (await answer)[0];
  };
  const port = Number(await told());
  const agent = new Agent({ keepAlive: true });
  return {
    post: (path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        const given = { 'Api-Version': API_VERSION, 'Content-Type': 'application/msgpack', ...headers };
        const asked = request({ port, agent, path, method: 'POST', headers: given }, (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              body: Buffer.concat(pieces),
              took: performance.now() - began,
            }),
          );
        });
        asked.on('error', reject);
        asked.end(body);
      }),
    measure: async (work) => {
      await told('begin');
      await work();
      return (await told('end')) as Figures;
    },
    stop: async () => {
      agent.destroy();
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}
