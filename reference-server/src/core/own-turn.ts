import { setImmediate as turn } from 'node:timers/promises';

let last: Promise<void> = Promise.resolve();

/** Resolves in a turn of the event loop in which nobody else who waits here goes on: however many there are, whoever does not wait here waits for one of them. */
export function ownTurn(): Promise<void> {
  last = last.then(() => turn());
  return last;
}
