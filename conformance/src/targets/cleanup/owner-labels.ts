import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The label with the id of the process that owns a container, a network or a volume. */
export const ownerLabel = 'parsec-spec.owner';

/** The label with the machine on which that process id is valid: `ownMachine`, or the host name. */
export const hostLabel = 'parsec-spec.host';

/** The label with the start time of that process (`processStart`). Process ids are reused. */
export const startLabel = 'parsec-spec.started';

/** The label with the creation time, in ISO 8601. Other machines can judge only by its age. */
export const createdLabel = 'parsec-spec.made';

/**
 * The scope in which process ids are unique: the boot of this machine and the PID namespace, as
 * `BOOT-ID pid:[INODE]`. A host name is not enough: two machines can have the same name, and
 * containers on the host network share it. Undefined on systems other than Linux, or if `/proc`
 * belongs to another namespace.
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

/** Start time of a local process, in clock ticks since the boot. Undefined if it is unknown. */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 2, the program name in parentheses, may contain any character. The start is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The labels of the objects that this process creates in the container engine. */
export const ownLabels = (): Record<string, string> => ({
  [ownerLabel]: String(process.pid),
  [hostLabel]: ownMachine() ?? hostname(),
  [startLabel]: processStart(process.pid) ?? '',
  [createdLabel]: new Date().toISOString(),
});
