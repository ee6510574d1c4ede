import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { countValues, decodeMap } from '../wire/decode.ts';
import { checkTraffic, type Observation } from './check-traffic.ts';
import type { ClientFiles } from './client-files.ts';
import { mayBeCertificate } from './history.ts';
import { recordingLine, type TimedExchange } from './recording.ts';

/** Bounds for the exchanges that are kept for the judgement. */
const MAX_EXCHANGES = 100_000;
const MAX_KEPT_BYTES = 128 << 20;

/** Bytes that an exchange takes beside its bodies and headers. */
const EXCHANGE_OVERHEAD = 512;

/** Bytes that a header takes beside its name and value, and a decoded value beside its content. */
const HEADER_OVERHEAD = 96;
const VALUE_OVERHEAD = 64;

/** Bytes that an opened certificate takes at most. Each is opened once. */
const CERTIFICATE_OVERHEAD = 8 << 10;

/** Collects traffic for its judgement, within bounds. */
export class TrafficLog {
  readonly #kept: TimedExchange[] = [];
  /** Digests of the certificates that were counted. */
  readonly #certificates = new Set<string>();
  #bytes = 0;
  #unjudged = 0;

  /** Adds an exchange. One beyond the bounds is only counted. */
  add(timed: TimedExchange): void {
    const { request, response, error = '' } = timed.exchange;
    const headers = [...request.headers, ...(response?.headers ?? [])];
    const size =
      timed.exchange.bytes +
      // A target, and the name of the organization in it.
      2 * request.target.length +
      request.method.length +
      error.length +
      VALUE_OVERHEAD * (valuesIn(request.body) + valuesIn(response?.body)) +
      headers.reduce(
        (sum, [name, value]) => sum + name.length + value.length + HEADER_OVERHEAD,
        EXCHANGE_OVERHEAD,
      );
    const fresh = new Set(
      [...certificatesIn(request.body), ...certificatesIn(response?.body)]
        .map((certificate) => createHash('sha256').update(certificate).digest('base64'))
        .filter((digest) => !this.#certificates.has(digest)),
    );
    const all = this.#bytes + size + fresh.size * CERTIFICATE_OVERHEAD;
    if (this.#kept.length >= MAX_EXCHANGES || all > MAX_KEPT_BYTES) {
      this.#unjudged += 1;
      return;
    }
    for (const digest of fresh) this.#certificates.add(digest);
    this.#bytes = all;
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

/** What may be certificates in a message, uploaded or served. */
const certificatesIn = (body: Uint8Array | undefined): readonly Uint8Array[] =>
  Object.values((body && decodeMap(body)) ?? {})
    .flat()
    .filter((value) => value instanceof Uint8Array && mayBeCertificate(value)) as readonly Uint8Array[];

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
