/**
 * Prints one line and exits with `process.exitCode`, else 70 (internal error). After an interruption
 * it only exits.
 */
export function exitWithError(who: string, error: Error): never {
  if (process.exitCode !== 130) console.error(`${who}: ${error.message.slice(0, 2_000)}`);
  process.exit(process.exitCode ?? 70);
}

/** Cleans up once and exits with 130 on SIGINT, SIGTERM or SIGHUP. Repeated signals are ignored. */
export function onInterruption(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      process.exitCode = 130;
      void stop().finally(() => process.exit(130));
    });
}
