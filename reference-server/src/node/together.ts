let waiting: (() => void)[] = [];
const behind: (() => void)[] = [];
let isPlanned = false;

/**
 * Goes on at the end of this turn of the event loop, in a row with all others who came in it: thus each step of many
 * requests finds its code and its tables where the one before left them, in the caches of the core.
 */
export function together(go: () => void): void {
  waiting.push(go);
  plan();
}

/** Goes on when those of `together` have, alone of all who come here: so that others wait for one of them, however many there are. */
export function behindOthers(go: () => void): void {
  behind.push(go);
  plan();
}

function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  setImmediate(all);
}

function all(): void {
  isPlanned = false;
  const present = waiting;
  waiting = [];
  for (const go of present) go();
  behind.shift()?.();
  if (behind.length > 0) plan();
}
