import { callLater, crc32 } from '#platform';
import type { Timer } from '../../platform/platform.ts';
import { accountStream, type Journal, type Snapshot } from '../journal.ts';

/**
 * How states of a kind are encoded and decoded. `format` covers both and the checksum: change it
 * whenever one of them changes.
 */
export interface SnapshotCodec<State> {
  readonly format: number;
  readonly write: (state: State) => Uint8Array;
  /** Throws when the bytes are no such state. */
  readonly read: (body: Uint8Array) => State;
  /** The size that the interval between snapshots depends on; default: the number of records. */
  readonly size?: (state: State) => number;
}

/** The fewest new records after which a snapshot is written. */
const MIN_NEW_RECORDS = 256;
/**
 * A large snapshot is written after its size, divided by this, in new records. Both the cost of
 * snapshots and the length of a replay then stay in proportion to the records.
 */
const SIZE_SHARE = 32;
/** Pause before each snapshot, in ms. */
const PAUSE_MS = 50;
/**
 * The most states that wait for a snapshot, because a waiting state stays in memory. A state that is
 * dropped is considered again when it grows or is replayed.
 */
const MAX_DUE = 32;

/**
 * Writes snapshots of states in use one after the other, in the background. A failed snapshot does
 * no harm, since the records are authoritative.
 */
export class SnapshotWriter<State extends { readonly version: number }> {
  readonly #journal: Pick<Journal, 'keep'>;
  readonly #form: SnapshotCodec<State>;
  /** How many records the last snapshot of a state was made of. */
  readonly #kept = new WeakMap<State, number>();
  readonly #due = new Map<string, State>();
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #stopped = false;
  /** Counts how often the queue was cleared. */
  #generation = 0;

  constructor(journal: Pick<Journal, 'keep'>, form: SnapshotCodec<State>) {
    this.#journal = journal;
    this.#form = form;
  }

  /** Decodes a snapshot; undefined when it is damaged, of another state or of another format. */
  read(id: string, snapshot: Snapshot): State | undefined {
    const body = removeChecksum(snapshot.body);
    if (body === undefined) return undefined;
    try {
      const state = this.#form.read(body);
      // The server's own stream has no name.
      const { organization_id = accountStream } = state as { readonly organization_id?: string };
      if (state.version !== snapshot.version || organization_id !== id) return undefined;
      this.#kept.set(state, state.version);
      return state;
    } catch {
      return undefined;
    }
  }

  /** Call when a state has grown or was replayed. */
  consider(id: string, state: State): void {
    if (this.#stopped || state.version < MIN_NEW_RECORDS) return;
    const keptSize = this.#kept.get(state) ?? 0;
    const size = this.#form.size?.(state) ?? keptSize;
    if (state.version - keptSize < Math.max(MIN_NEW_RECORDS, size / SIZE_SHARE)) return;
    this.#due.set(id, state);
    const [longest] = this.#due.keys();
    if (longest !== undefined && this.#due.size > MAX_DUE) this.#due.delete(longest);
    this.#plan();
  }

  /** Clears the queue and discards the snapshot that is being written. */
  clear(): void {
    this.#generation += 1;
    this.#due.clear();
  }

  /** Starts no further snapshot and waits for the current one. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #plan(): void {
    if (this.#stopped || this.#timer !== undefined || this.#writing !== undefined) return;
    this.#timer = callLater(() => {
      this.#timer = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        if (this.#due.size > 0) this.#plan();
      });
    }, PAUSE_MS);
  }

  async #write(): Promise<void> {
    const [next] = this.#due;
    if (next === undefined) return;
    const [organization, state] = next;
    const { version } = state;
    const generation = this.#generation;
    this.#due.delete(organization);
    // Also after a failure, so that the next record does not cause another attempt.
    this.#kept.set(state, version);
    try {
      const body = appendChecksum(this.#form.write(state));
      const { format } = this.#form;
      await this.#journal.keep(
        { organization, version, format, body },
        () => generation === this.#generation,
      );
    } catch {
      // A full disk or an unavailable database. The next snapshot may succeed.
    }
  }
}

/** Bytes of the checksum at the end. */
const CHECKSUM_LENGTH = 4;

/** Appends a checksum (CRC-32), by which a reader detects corruption. */
export function appendChecksum(body: Uint8Array): Uint8Array {
  const checked = new Uint8Array(body.length + CHECKSUM_LENGTH);
  checked.set(body);
  new DataView(checked.buffer).setUint32(body.length, crc32(body));
  return checked;
}

/** The bytes without the checksum; undefined if they do not match it. */
function removeChecksum(checked: Uint8Array): Uint8Array | undefined {
  const end = checked.length - CHECKSUM_LENGTH;
  if (end < 0) return undefined;
  const body = checked.subarray(0, end);
  const view = new DataView(checked.buffer, checked.byteOffset, checked.length);
  return view.getUint32(end) === crc32(body) ? body : undefined;
}
