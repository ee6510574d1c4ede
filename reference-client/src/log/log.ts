/** From the always told to the most verbose. */
export const logLevels = ['error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Where a client tells what it does. Fields are counts, addresses, names and outcomes; no body, header, password or key ever gets here (KEYS-13). */
export type Log = (
  level: LogLevel,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** A log of one JSON line an event, down to `level`. */
export function lineLog(
  level: LogLevel,
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): Log {
  const deepest = logLevels.indexOf(level);
  return (at, event, fields = {}) => {
    if (logLevels.indexOf(at) > deepest) return;
    write(`${JSON.stringify({ time: now().toISOString(), level: at, event, ...fields })}\n`);
  };
}
