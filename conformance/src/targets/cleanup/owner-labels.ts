import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The label that names the process which a container, a network or a volume belongs to. */
export const ownerLabel = 'parsec-spec.owner';

/**
 * Where that number means that process, see `ownPlace`; the name of the machine where nothing says
 * so.
 */
export const hostLabel = 'parsec-spec.host';

/** When that process began, as `startOf` has it: its number is another's later. */
export const startLabel = 'parsec-spec.started';

/** When the thing was made, ISO 8601: all that can be judged by who stands elsewhere. */
export const madeLabel = 'parsec-spec.made';

/**
 * This boot of this machine and the namespace of our process numbers, `BOOT-ID pid:[INODE]`: names
 * of machines are given twice, and containers on a host network share theirs. Undefined where the
 * system does not tell (no Linux), or where `/proc` is that of another namespace.
 */
export function ownMachine(): string | undefined {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/**
 * When a process of this place began, in ticks since the boot; undefined where that is not told.
 */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, field 2 in parentheses, may have any characters in it; the start is
    // field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The labels of what this process makes in the engine. */
export const ownLabels = (): Record<string, string> => ({
  [ownerLabel]: String(process.pid),
  [hostLabel]: ownMachine() ?? hostname(),
  [startLabel]: startOf(process.pid) ?? '',
  [madeLabel]: new Date().toISOString(),
});
