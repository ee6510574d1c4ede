import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Results } from './results/results.ts';

/** What the figures were seen on. */
export const machine = (): Results['machine'] => ({
  cores: cpus().length,
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
});

/** Versions of ours and of what we stand on. */
export function versions(): Record<string, string> {
  const root = join(import.meta.dirname, '..', '..');
  const { version } = JSON.parse(readFileSync(join(root, 'reference-server', 'package.json'), 'utf8'));
  const { node, sqlite = 'unknown' } = process.versions;
  return { 'parsec-spec': `${version}${commit(root)}`, node, sqlite };
}

// Where the tree is no checkout, the version must do.
function commit(root: string): string {
  try {
    const words = ['rev-parse', '--short=10', 'HEAD'];
    return ` (${execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()})`;
  } catch {
    return '';
  }
}

/** Seconds that a core has worked so far, for whomever, waiting for a host that gave it to others included. */
export function busySeconds(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softirq + steal) / 100;
}
