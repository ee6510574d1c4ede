import { hostLabel, madeLabel, ownerLabel, startLabel } from './owner-labels.ts';

/**
 * How long, in ms, what belongs to a process that cannot be looked at is taken to be in use: no run
 * lasts a day.
 */
export const longestUse = 24 * 60 * 60 * 1000;

/** What this machine knows about its processes, and the current time. */
export interface Surroundings {
  /**
   * Where process numbers are those that can be looked at here; undefined where nothing says so.
   */
  readonly place: string | undefined;
  /** Whether there is no process of that number here. */
  readonly isGone: (pid: number) => boolean;
  /** When a process here began; undefined where that is not told. */
  readonly startOf: (pid: number) => string | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

/**
 * Whether the owner of an object with such labels is gone. If the labels are of this host, its
 * process has ended or its process id belongs to a newer process. If they are of another one (an
 * earlier boot, another machine or namespace), only the age decides.
 */
export function isLeftover(
  labels: Readonly<Record<string, string>>,
  { place, isGone, startOf, now }: Surroundings,
): boolean {
  if (place === undefined || labels[hostLabel] !== place)
    return now - Date.parse(labels[madeLabel] ?? '') > longestUse;
  const pid = Number(labels[ownerLabel]);
  if (isGone(pid)) return true;
  // Of another user's process nothing but its number may be seen.
  const start = startOf(pid);
  return start !== undefined && start !== labels[startLabel];
}
