// The bounds of the memory that clients can use (README.md, "Limits").

/** Open connections. Their worst case fits into 512 MiB of memory (README.md, "Limits"). */
export const DEFAULT_MAX_CONNECTIONS = 4_096;

/** How long clients may take, in milliseconds. */
export interface Timeouts {
  /** For the head of a request. */
  readonly head: number;
  /** For all of it. */
  readonly request: number;
  /** Between two checks for requests that are too slow. */
  readonly check: number;
  /** For an answer of which the client reads nothing. */
  readonly answer: number;
}

/** How much memory bodies may take while they come in. */
export interface RoomSize {
  /**
   * Bytes of each body that are always available, so that a full shared part does not block
   * ordinary requests.
   */
  readonly free: number;
  /** Bytes beyond those, for all bodies together. */
  readonly shared: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { head: 20_000, request: 60_000, check: 2_000, answer: 60_000 };

/** 64 bodies of maximal length, plus small ones. */
export const DEFAULT_BODY_ROOM: RoomSize = { free: 16_384, shared: 64 * 1_048_576 };

/** Bytes of replies that all clients together may leave unread. */
export const DEFAULT_UNSENT = 64 * 1_048_576;

// Overhead of a chunk in bytes. A client may send a body byte by byte.
const CHUNK_OVERHEAD = 512;

/**
 * The memory for bodies that are being received, over all connections of a server. They are read
 * before the caller is authenticated.
 */
export class BodyRoom {
  readonly #free: number;
  #left: number;

  constructor({ free, shared }: RoomSize) {
    this.#free = free;
    this.#left = shared;
  }

  /** Takes bytes of the shared part if that many are left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }

  share(): Share {
    return new Share(this, this.#free);
  }
}

/** The memory of one request. */
export class Share {
  readonly #room: BodyRoom;
  readonly #free: number;
  #size = 0;
  #taken = 0;

  constructor(room: BodyRoom, free: number) {
    this.#room = room;
    this.#free = free;
  }

  /**
   * Takes memory for a chunk of this many bytes. False if there is not enough; then nothing was
   * taken.
   */
  take(bytes: number): boolean {
    const more = Math.max(0, this.#size + bytes + CHUNK_OVERHEAD - this.#free) - this.#taken;
    if (!this.#room.take(more)) return false;
    this.#size += bytes + CHUNK_OVERHEAD;
    this.#taken += more;
    return true;
  }

  /** Gives all of it back. */
  giveBack(): void {
    this.#room.giveBack(this.#taken);
    this.#taken = 0;
  }
}

/**
 * Replies that clients have not read yet, over all connections of a server. It is bounded, since a
 * small request may have a large reply.
 */
export class Unsent {
  readonly #maxBytes: number;
  #bytes = 0;

  /** `maxBytes`: of all replies together. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a reply of this many bytes fits. A single reply always fits. */
  hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#maxBytes;
  }

  /** Counts a reply until the returned function is called. */
  add(bytes: number): () => void {
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }
}
