import { type DestinationStream, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Log } from '../log.ts';

/** How and where a server logs. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  readonly format: 'console' | 'console_no_timestamp' | 'json';
  /** Null: stderr. */
  readonly file: string | null;
}

const levels = { debug: 'debug', info: 'info', warning: 'warn', error: 'error', critical: 'fatal' } as const;

/**
 * Bytes of lines that are buffered while the log cannot be written. They are written once that is
 * possible again.
 */
const MAX_BUFFERED_BYTES = 1 << 20;

/**
 * Makes the log of a process. Lines are written synchronously, so that the last one before a crash
 * is not lost. Only opening the file throws (ENOENT, EACCES, …).
 */
export function makeLog({ level, format, file }: LogOptions): Log {
  const lines = openLines(file);
  const stream = format === 'json' ? lines : { write: prettyWriter(lines, format, file) };
  return pino(
    {
      level: levels[level],
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describe, path: (path: unknown) => scrub(String(path)) },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((part) => (typeof part === 'string' ? scrub(part) : part)) as Parameters<typeof method>,
          );
        },
      },
    },
    stream,
  );
}

/**
 * A log that cannot be written (a full disk) neither refuses a request nor ends the process. It
 * tries again with the next line.
 */
function openLines(file: string | null): DestinationStream {
  // Without a minimum length pino never flushes on request.
  const lines = pino.destination({
    dest: file ?? 2,
    sync: true,
    mkdir: false,
    // Lines contain names of people and organizations.
    mode: 0o600,
    minLength: 1,
    maxLength: MAX_BUFFERED_BYTES,
  });
  lines.on('error', () => undefined);
  // Dropped lines trigger no further attempt, so without this flush nothing would be written again.
  lines.on('drop', () => lines.flush());
  return lines;
}

function prettyWriter(
  lines: DestinationStream,
  format: LogOptions['format'],
  file: string | null,
): DestinationStream['write'] {
  const pretty = prettyFactory({
    colorize: file === null && process.stderr.isTTY === true,
    ignore: format === 'console' ? 'pid,hostname' : 'pid,hostname,time',
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
  });
  return (line) => lines.write(pretty(line));
}

// An error with its stack, for the host; never the content of a request.
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const { name: type, message, stack = '' } = error;
  // The code of a system or a database: some errors have nothing else.
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { type, ...code, message: scrub(message), stack: scrub(stack), ...cause };
}

// Secrets that are removed from every log line: credentials and payloads of links.
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+\S+/gi, 'Bearer [redacted]'],
  // Names of token types have some 20 letters. Without a bound the time would be quadratic in the
  // length of the text.
  [/\bPARSEC-[A-Z0-9-]{1,64}\.[\w.=+/-]+/g, '[redacted token]'],
  // Also matches a link that was percent-encoded once more.
  [/((?:[?&]|%3f|%26)(?:p|token)(?:=|%3d))[^&\s"]+/gi, '$1[redacted]'],
  [/\b(https?:\/\/)[^/\s@"]+@/g, '$1[redacted]@'],
];

/** A text without secrets. */
export const scrub = (text: string): string =>
  secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
