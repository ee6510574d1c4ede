import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { Log } from './log.ts';
import { scrub } from './scrub.ts';

/** How and where a server logs. */
export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  readonly format: 'console' | 'console_no_timestamp' | 'json';
  /** Null: stderr. */
  readonly file: string | null;
}

const levels = { debug: 'debug', info: 'info', warning: 'warn', error: 'error', critical: 'fatal' } as const;

/** Makes the log of a process. Lines are written at once: the last one before a crash is the one that matters. */
export function makeLog({ level, format, file }: LogOptions): Log {
  const destination = file ?? 2;
  const stream =
    format === 'json'
      ? pino.destination({ dest: destination, sync: true, mkdir: false })
      : pretty({
          destination,
          sync: true,
          colorize: file === null && process.stderr.isTTY === true,
          ignore: format === 'console' ? 'pid,hostname' : 'pid,hostname,time',
          translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
        });
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

// A fault with its stack, for the host; never what a request carried.
function describe(fault: unknown): object {
  if (!(fault instanceof Error)) return { message: scrub(String(fault)) };
  const cause = fault.cause === undefined ? {} : { cause: describe(fault.cause) };
  return { type: fault.name, message: scrub(fault.message), stack: scrub(fault.stack ?? ''), ...cause };
}
