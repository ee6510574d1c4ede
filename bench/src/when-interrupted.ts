/** Says what went wrong in one line and ends, unless the end was asked for: then what went wrong is no news. */
export function complain(who: string, fault: Error): never {
  if (process.exitCode !== 130) console.error(`${who}: ${fault.message.slice(0, 2_000)}`);
  process.exit(process.exitCode ?? 70);
}

/** At Ctrl-C, or when it is told to stop: cleans up and ends 130. However often it is told: whoever starts us may pass on what we hear ourselves. */
export function whenInterrupted(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      process.exitCode = 130;
      void stop().finally(() => process.exit(130));
    });
}
