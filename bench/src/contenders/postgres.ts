import { cpuOf } from './usage.ts';
import { docker, remove, start } from './docker.ts';
import { freePort } from './ready.ts';

export const postgresImage = process.env.PARSEC_SPEC_POSTGRES ?? 'postgres:18';

/** A PostgreSQL as durable as it comes, on the first core beside the server that uses it. */
export interface Postgres {
  /** CPU seconds so far. */
  cpu(): number;
  /** The URL of a new and empty database. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts PostgreSQL in a container. */
export async function startPostgres(): Promise<Postgres> {
  const port = await freePort();
  const { id, pid } = await start(postgresImage, '-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1');
  const run = (sql: string): Promise<string> =>
    docker('exec', id, 'psql', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-tAc', sql);
  const stop = (): Promise<void> => remove(id);
  for (let attempt = 0; ; attempt++) {
    const answer = await run('SELECT 1').catch((fault: Error) => fault);
    if (answer === '1') break;
    if (attempt === 100) {
      await stop();
      throw new Error(`PostgreSQL does not start: ${String(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    cpu: () => cpuOf(pid),
    database: async (name) => {
      await run(`CREATE DATABASE ${name}`);
      return `postgresql://postgres@127.0.0.1:${port}/${name}`;
    },
    stop,
  };
}
