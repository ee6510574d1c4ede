import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodeFlags from '@parsec-spec/reference-server/node-flags.json' with { type: 'json' };
import type { Contender } from './contender.ts';
import { freePort, ready } from './ready.ts';
import { cpuOf, memoryOf } from './usage.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
// As the program starts itself where the outer Node is too old, and as the image does.
const flags = [...nodeFlags, '--conditions=parsec-spec:src'];

/** Our server as `parsec-spec serve` runs it; `more`: further flags of Node. */
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
  // Also where we end before it has started.
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  await ready(port).catch(async (fault) => {
    await stop();
    throw fault;
  });
  return { port, cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop };
}

/** Makes a database ready for our server. */
export async function migrate(db: string): Promise<void> {
  await promisify(execFile)(process.execPath, [...flags, program, 'migrate', '--db', db]);
}
