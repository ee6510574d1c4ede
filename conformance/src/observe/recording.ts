import { createReadStream } from 'node:fs';
import { CodedError } from '@parsec-spec/spec/errors';
import type { Exchange } from '../wire/exchange.ts';
import { RecordedExchangeError, readRecordedExchange, recordExchange } from '../wire/recorded-exchange.ts';
import { printableJson } from '../wire/terminal-text.ts';

/** An exchange, with the time at which its request began, in ms since the Unix epoch. */
export interface TimedExchange {
  readonly exchange: Exchange;
  readonly startedAt: number;
}

/** Maximum length of one line of a recording, in bytes. Two bodies of 2 MiB in base64 fit. */
const MAX_LINE_BYTES = 8 << 20;

/** Writes one line of a recording, line feed included. The time has microseconds. */
export function recordingLine({ exchange, startedAt }: TimedExchange): string {
  const recorded = recordExchange(exchange, new Date(startedAt));
  return `${printableJson({ ...recorded, at: instantOf(startedAt) })}\n`;
}

/** A time in ms since the Unix epoch as ISO 8601 with microseconds. */
export function instantOf(ms: number): string {
  const whole = Math.floor(ms);
  const micros = String(Math.floor((ms - whole) * 1000)).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${micros}Z`);
}

/** A recording that cannot be read. The message names the line. */
export class RecordingError extends CodedError<'recording'> {
  constructor(message: string) {
    super('recording', message);
  }
}

/**
 * Reads a recording (NDJSON, one exchange a line) line by line.
 *
 * @param path - a file of `observe --record`
 * @throws RecordingError on a line that is not an exchange, or longer than 8 MiB
 */
export async function* readRecording(path: string): AsyncGenerator<TimedExchange> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    try {
      const { exchange, at } = readRecordedExchange(line);
      yield { exchange, startedAt: at.getTime() + microsOf(line) };
    } catch (error) {
      if (error instanceof RecordedExchangeError)
        throw new RecordingError(`line ${number} is no recorded exchange: ${error.message}`);
      throw error;
    }
  }
}

/** The microseconds of `at` in ms. A Date drops them. */
const microsOf = (line: string): number =>
  Number(/"at":\s*"[^"]*\.\d{3}(\d{1,3})Z"/.exec(line)?.[1]?.padEnd(3, '0') ?? 0) / 1000;

async function* linesOf(path: string): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8');
      [parts, size, from, number] = [[], 0, end + 1, number + 1];
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > MAX_LINE_BYTES)
      throw new RecordingError(`line ${number} is longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (size > 0) yield Buffer.concat(parts).toString('utf8');
}
