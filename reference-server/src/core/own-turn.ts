import { setImmediate as turn } from 'node:timers/promises';

let last: Promise<void> = Promise.resolve();

/** Resolves in a turn of the event loop in which nobody else who waits here goes on: of long work, however many ask for it, a turn holds one piece. */
export function ownTurn(): Promise<void> {
  last = last.then(() => turn());
  return last;
}
