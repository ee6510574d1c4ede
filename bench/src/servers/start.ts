import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodeFlags from '@parsec-spec/reference-server/node-flags.json' with { type: 'json' };
import { cpuOf, memoryOf } from '../machine.ts';
import { docker, remove, start } from './docker.ts';
import { type Contender, freePort, ready } from './server.ts';

/** The image of Scille's server, as `npm run image:parsec-cloud` names it. */
export const cloudImage = process.env.PARSEC_CLOUD_IMAGE ?? 'parsec-cloud:3.10.0';

/** Starts Scille's server in memory or on an empty database. */
export async function cloud(db?: string): Promise<Omit<Contender, 'id' | 'name'>> {
  const port = await freePort();
  if (db !== undefined) await docker('run', '--rm', '--network', 'host', cloudImage, 'migrate', '--db', db);
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const links = ['--server-addr', `parsec3://127.0.0.1:${port}?no_ssl=true`];
  const storage = db === undefined ? [] : ['--db', db, '--blockstore', 'POSTGRESQL'];
  // It logs each request at any level; the engine would copy these lines on the measured core.
  const quiet = ['--log-level', 'error', '--log-file', '/dev/null'];
  const { id, pid } = await start(cloudImage, 'run', '--dev', ...quiet, ...address, ...links, ...storage);
  const stop = (): Promise<void> => remove(id);
  await ready(port).catch(async (error) => {
    await stop();
    throw error;
  });
  return { port, cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop };
}

const program = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
// The flags with which the program and the image start Node.
const flags = [...nodeFlags, '--conditions=parsec-spec:src'];

/** Starts `parsec-spec serve` on a database. */
export async function serve(db: string, ...more: readonly string[]): Promise<Omit<Contender, 'id' | 'name'>> {
  const port = await freePort();
  const words = [
    ...flags,
    ...more,
    program,
    'serve',
    '--dev',
    '--log-level',
    'error',
    '--port',
    String(port),
    '--db',
    db,
  ];
  const child = spawn('taskset', ['-c', '0', process.execPath, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = child.pid ?? 0;
  // Covers an exit before the server is ready.
  process.once('exit', () => child.kill('SIGKILL'));
  const end = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await end;
  };
  await ready(port).catch(async (error) => {
    await stop();
    throw error;
  });
  return { port, cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop };
}

/** Migrates a database for our server. */
export async function migrate(db: string): Promise<void> {
  await promisify(execFile)(process.execPath, [...flags, program, 'migrate', '--db', db]);
}

/** The image of PostgreSQL, as `npm run image:postgres` names it. */
export const postgresImage = process.env.PARSEC_SPEC_POSTGRES ?? 'postgres:18';

/** A PostgreSQL with its default durability, on the first core. */
export interface Postgres {
  /** CPU seconds since its start. */
  cpu(): number;
  /** Creates an empty database and returns its URL. */
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
    const answer = await run('SELECT 1').catch((error: Error) => error);
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
