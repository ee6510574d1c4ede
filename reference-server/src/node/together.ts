let waiting: (() => void)[] = [];

/**
 * Goes on at the end of this turn of the event loop, in a row with all others who came in it: thus each step of many
 * requests finds its code and its tables where the one before left them, in the caches of the core.
 */
export function together(go: () => void): void {
  waiting.push(go);
  if (waiting.length === 1) setImmediate(all);
}

function all(): void {
  const present = waiting;
  waiting = [];
  for (const go of present) go();
}
