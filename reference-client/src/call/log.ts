/** From the most important to the most verbose. */
export const logLevels = ['error', 'warn', 'info', 'debug', 'trace'] as const;

/** The level of a log line. */
export type LogLevel = (typeof logLevels)[number];

/**
 * The log of a client. Fields are counts, addresses, names and outcomes. Bodies, headers, passwords
 * and keys are never logged (KEYS-13).
 */
export type Log = (
  level: LogLevel,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** Creates a log that writes one JSON line for each event up to this level. */
export function lineLog(level: LogLevel, write: (line: string) => void): Log {
  const deepest = logLevels.indexOf(level);
  return (at, event, fields = {}) => {
    if (logLevels.indexOf(at) > deepest) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level: at, event, ...fields })}\n`);
  };
}
