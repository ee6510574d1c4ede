import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

/** What one run of the load showed. */
export interface Measured {
  readonly perSecond: number;
  /** CPU microseconds of the server for each request, set-up included. */
  readonly cpu: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** Runs the load from the second core. */
export async function measure(
  contender: Contender,
  kind: string,
  ...more: readonly string[]
): Promise<Measured> {
  const before = contender.cpu();
  const script = join(import.meta.dirname, 'load.ts');
  const args = [
    '--conditions=parsec-spec:src',
    script,
    '--port',
    String(contender.port),
    '--kind',
    kind,
    ...more,
  ];
  const child = spawn('taskset', ['-c', '1', process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the load of ${contender.name} ended with ${code}`);
  const { perSecond, requests, statuses } = JSON.parse(said) as Measured & { requests: number };
  return { perSecond, statuses, cpu: Math.round(((contender.cpu() - before) / requests) * 1e6) };
}

/** The middle one: what a noisy neighbour did to one round does not count. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
