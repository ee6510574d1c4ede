import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Results } from './results.ts';

/** The machine of the measurement. */
export const machine = (): Results['machine'] => ({
  cores: cpus().length,
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
});

/** Versions of this project, Node and SQLite. */
export function versions(): Record<string, string> {
  const root = join(import.meta.dirname, '..', '..');
  const { version } = JSON.parse(readFileSync(join(root, 'reference-server', 'package.json'), 'utf8'));
  const { node, sqlite = 'unknown' } = process.versions;
  return { 'parsec-spec': `${version}${commit(root)}`, node, sqlite };
}

// Empty outside a git checkout.
function commit(root: string): string {
  try {
    const words = ['rev-parse', '--short=10', 'HEAD'];
    return ` (${execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()})`;
  } catch {
    return '';
  }
}

/** Busy seconds of a core since boot, steal time included. */
export function busySeconds(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softirq + steal) / 100;
}

/** CPU seconds of a process and all its children, exited ones included. */
export function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const own = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return children.reduce((sum, child) => (child.trim() === '' ? sum : sum + cpuOf(Number(child))), own);
  } catch {
    // The process exited meanwhile.
    return 0;
  }
}

/** Resident memory of a process in MiB: now, and its peak. */
export function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}
