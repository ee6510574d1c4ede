import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import flags from '../node-flags.json' with { type: 'json' };
import { fillStore, headerOf, nameOf } from './fill-store.ts';

/** The address of a server and the kept connection to it. */
export interface Peer {
  readonly port: number;
  readonly agent: Agent;
}

/** Sends a request and reads the reply; returns its status and length in bytes. */
export const exchange = (
  { port, agent }: Peer,
  method: string,
  path: string,
  headers: Record<string, string>,
  sent?: Uint8Array,
): Promise<{ readonly status: number; readonly bytes: number }> =>
  new Promise((resolve, reject) => {
    const clientRequest = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      answer.on('error', reject);
    });
    clientRequest.on('error', reject);
    clientRequest.end(sent);
  });

/** Administration token. */
export const token = 's3cr3t';

const program = join(import.meta.dirname, '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const body = encode({ cmd: 'organization_info' });

/** A server on a store with `count` organizations. */
export interface Contender {
  readonly count: number;
  readonly file: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly agent: Agent;
  /** Time from the start to the first answer, in ms. */
  readonly start: number;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Starts a server; fills its store if there is none. */
export async function startServer(folder: string, count: number, port: number): Promise<Contender> {
  const file = join(folder, `${count}.sqlite`);
  if (!existsSync(file)) await fillStore(file, count);
  const began = performance.now();
  const args = [...flags, program, 'serve', '--port', String(port), '--db', `sqlite:${file}`];
  const child = spawn(process.execPath, [...args, '--administration-token', token], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const answer = await exchange({ port, agent }, 'GET', '/', {}).catch(() => undefined);
    if (answer?.status === 200) break;
    if (hasEnded(child) || performance.now() - began > 60_000) {
      child.kill();
      throw new Error('the server does not start');
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

/** Calls `organization_info` of a random organization; returns the latency in ms. */
export async function call(contender: Contender): Promise<number> {
  const number = Math.floor(Math.random() * contender.count);
  const headers = {
    'Api-Version': API_VERSION,
    'Content-Type': 'application/msgpack',
    Authorization: headerOf(number),
    'Content-Length': String(body.length),
  };
  const start = performance.now();
  const { status } = await exchange(contender, 'POST', `/authenticated/${nameOf(number)}`, headers, body);
  if (status !== 200) throw new Error(`${nameOf(number)} was answered ${status}`);
  return performance.now() - start;
}

const procFile = ({ child }: Contender, file: string): string =>
  readFileSync(`/proc/${child.pid}/${file}`, 'utf8');

/** Resident memory in MiB. */
export const memory = (contender: Contender): number =>
  Number(/VmRSS:\s+(\d+)/.exec(procFile(contender, 'status'))?.[1]) / 1_024;

/** Data read from the disk since the start, in MiB. */
export const fromDisk = (contender: Contender): number =>
  Number(/^read_bytes: (\d+)/m.exec(procFile(contender, 'io'))?.[1]) / 1_048_576;

/** CPU time since the start, in ms. */
export function cpu(contender: Contender): number {
  const fields = procFile(contender, 'stat')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Stops a server and waits for its exit. */
export async function stop({ child, agent }: Contender): Promise<void> {
  agent.destroy();
  if (hasEnded(child)) return;
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await end;
}
