import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const image = 'parsec-cloud:3.10.0';

/** A server under load, alone on the first core. */
export interface Contender {
  readonly name: string;
  readonly port: number;
  /** CPU seconds it has used so far. */
  cpu(): number;
  /** Resident memory in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

const ready = async (port: number): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody answers on port ${port}`);
};

const ofProcess = (pid: number): Pick<Contender, 'cpu' | 'memory'> => ({
  cpu: () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  },
  memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
});

/** Our server, as `parsec-spec serve` runs it. */
export async function ours(port: number, db: string): Promise<Contender> {
  const args = [
    '--max-semi-space-size=4',
    '--conditions=parsec-spec:src',
    join(root, 'cli/bin/parsec-spec.mjs'),
    'serve',
    '--dev',
    '--port',
    String(port),
    '--db',
    db,
  ];
  const child: ChildProcess = spawn('taskset', ['-c', '0', process.execPath, ...args], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await ready(port);
  return {
    name: `parsec-spec (${db.replace(/:.*/, '')})`,
    port,
    ...ofProcess(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Is the image of the real server here? */
export function hasRealServer(): boolean {
  try {
    execFileSync('docker', ['image', 'inspect', image], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Scille's server, everything in memory. */
export async function real(port: number): Promise<Contender> {
  const name = `parsec-spec-bench-${process.pid}`;
  const addr = `parsec3://127.0.0.1:${port}?no_ssl=true`;
  const run = ['run', '-d', '--rm', '--name', name, '--network', 'host', '--cpuset-cpus', '0', image];
  execFileSync(
    'docker',
    [...run, 'run', '--dev', '--host', '127.0.0.1', '--port', String(port), '--server-addr', addr],
    { stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    execFileSync('docker', ['rm', '-f', name], { stdio: 'ignore' });
  };
  try {
    await ready(port);
    const pid = execFileSync('docker', ['inspect', '-f', '{{.State.Pid}}', name], { encoding: 'utf8' });
    return { name: 'parsec-cloud 3.10.0 (memory)', port, ...ofProcess(Number(pid)), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}
