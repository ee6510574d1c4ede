import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import flags from '../../node-flags.json' with { type: 'json' };
import { fill, headerOf, nameOf } from '../fill.ts';
import { exchange } from './exchange.ts';

/** Of its administration. */
export const token = 's3cr3t';

// As the packed command does it: in a checkout that one would run the sources.
const main = pathToFileURL(
  join(import.meta.dirname, '..', '..', '..', 'cli', 'dist', 'src', 'main', 'main.js'),
).href;
const program = `(await import('node:module')).enableCompileCache(); void (await import('${main}')).main(process.argv.slice(1))`;
const body = encode({ cmd: 'organization_info' });

/** A server on a store with so many organizations. */
export interface Contender {
  readonly count: number;
  readonly file: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly agent: Agent;
  /** Milliseconds from its start to its first answer. */
  readonly start: number;
}

/** Starts one, and fills its store where there is none yet. */
export async function started(folder: string, count: number, port: number): Promise<Contender> {
  const file = join(folder, `${count}.sqlite`);
  if (!existsSync(file)) await fill(file, count);
  const began = performance.now();
  const run = [...flags, '--input-type=module', '-e', program];
  const args = [...run, 'serve', '--port', String(port), '--db', `sqlite:${file}`];
  const child = spawn(process.execPath, [...args, '--administration-token', token], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const answer = await exchange({ port, agent }, 'GET', '/', {}).catch(() => undefined);
    if (answer?.status === 200) break;
    if (child.exitCode !== null || performance.now() - began > 60_000) {
      child.kill();
      throw new Error('it does not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const start = performance.now() - began;
  const contender = { count, file, port, child, agent, start };
  console.log(
    `${count} organizations, ${Math.round(statSync(file).size / 1_048_576)} MiB: first answer ${start.toFixed(0)} ms after its start, ${cpu(contender)} ms of CPU`,
  );
  return contender;
}

/** Asks for the state of one of its organizations, any; tells how many milliseconds that took. */
export async function call(contender: Contender): Promise<number> {
  const number = Math.floor(Math.random() * contender.count);
  const headers = {
    'Api-Version': API_VERSION,
    'Content-Type': 'application/msgpack',
    Authorization: headerOf(number),
    'Content-Length': String(body.length),
  };
  const began = performance.now();
  const { status } = await exchange(contender, 'POST', `/authenticated/${nameOf(number)}`, headers, body);
  if (status !== 200) throw new Error(`${nameOf(number)} was answered ${status}`);
  return performance.now() - began;
}

const told = ({ child }: Contender, file: string): string =>
  readFileSync(`/proc/${child.pid}/${file}`, 'utf8');

/** MiB that it has in memory. */
export const memory = (contender: Contender): number =>
  Number(/VmRSS:\s+(\d+)/.exec(told(contender, 'status'))?.[1]) / 1_024;

/** MiB that it had to read from the disk: the system had not kept those pages. */
export const fromDisk = (contender: Contender): number =>
  Number(/^read_bytes: (\d+)/m.exec(told(contender, 'io'))?.[1]) / 1_048_576;

/** Milliseconds of CPU that it has used. */
export function cpu(contender: Contender): number {
  const fields = told(contender, 'stat')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Ends one, and waits for that. */
export async function stop({ child, agent }: Contender): Promise<void> {
  agent.destroy();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
