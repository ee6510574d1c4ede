import { appendFileSync, closeSync, openSync } from 'node:fs';
import { countValues } from '../wire/decode.ts';
import { checkTraffic, type Observation } from './check-traffic.ts';
import type { ClientFiles } from './client-files.ts';
import { recordingLine, type TimedExchange } from './recording.ts';

/** Bounds for the exchanges that are kept for the judgement. */
const MAX_EXCHANGES = 100_000;
const MAX_KEPT_BYTES = 128 << 20;

/** Bytes that an exchange takes beside its bodies and headers. */
const EXCHANGE_OVERHEAD = 512;

/** Bytes that a header takes beside its name and value, and a decoded value beside its content. */
const HEADER_OVERHEAD = 96;
const VALUE_OVERHEAD = 64;

/** Collects traffic for its judgement, within bounds. */
export class TrafficLog {
  readonly #kept: TimedExchange[] = [];
  #bytes = 0;
  #unjudged = 0;

  /** Adds an exchange. One beyond the bounds is only counted. */
  add(timed: TimedExchange): void {
    const { request, response } = timed.exchange;
    const headers = [...request.headers, ...(response?.headers ?? [])];
    const size =
      timed.exchange.bytes +
      VALUE_OVERHEAD * (valuesIn(request.body) + valuesIn(response?.body)) +
      headers.reduce(
        (sum, [name, value]) => sum + name.length + value.length + HEADER_OVERHEAD,
        EXCHANGE_OVERHEAD,
      );
    if (this.#kept.length >= MAX_EXCHANGES || this.#bytes + size > MAX_KEPT_BYTES) {
      this.#unjudged += 1;
      return;
    }
    this.#bytes += size;
    this.#kept.push(timed);
  }

  /** Number of exchanges beyond the bounds. */
  get unjudged(): number {
    return this.#unjudged;
  }

  /** Judges what was added. */
  judge(files?: ClientFiles): Observation {
    return checkTraffic(this.#kept, files);
  }
}

/** The number of values that a body has when it is decoded. */
function valuesIn(body: Uint8Array | undefined): number {
  try {
    return body === undefined ? 0 : countValues(body);
  } catch {
    // It is never decoded.
    return 0;
  }
}

/** A file to which exchanges are written while they happen. */
export interface RecordingFile {
  /** @throws an Error of the file system */
  write(timed: TimedExchange): void;
  close(): void;
}

/**
 * Creates a recording (mode 0600). It holds tokens and names.
 *
 * @throws an Error with code `EEXIST` if the file exists
 */
export function createRecording(path: string): RecordingFile {
  const file = openSync(path, 'wx', 0o600);
  return {
    // Synchronous, so that no queue grows if the disk is slow.
    write: (timed) => void appendFileSync(file, recordingLine(timed)),
    close: () => closeSync(file),
  };
}
