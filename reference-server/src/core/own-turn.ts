import { setImmediate as turn } from 'node:timers/promises';

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a task of the event loop in which no other caller of `ownTurn` resumes. Other work
 * therefore waits for at most one of them, however many there are.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => turn());
  return last;
}
