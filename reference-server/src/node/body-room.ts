/** How much memory bodies may take while they come in. */
export interface RoomSize {
  /** Bytes of each body that are always taken: who fills the rest does not keep ordinary requests out. */
  readonly free: number;
  /** Bytes beyond those, of all bodies together. */
  readonly shared: number;
}

// Bytes that a piece takes beside its content. A client may send a body byte by byte.
const perPiece = 512;

/** The memory for bodies that are coming in, over all connections of a server: they are read before anybody knows who sends them. */
export class BodyRoom {
  readonly #free: number;
  #left: number;

  constructor({ free, shared }: RoomSize) {
    this.#free = free;
    this.#left = shared;
  }

  /** Takes so many of the shared bytes, if there are as many. */
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

/** What one request takes. */
export class Share {
  readonly #room: BodyRoom;
  readonly #free: number;
  #size = 0;
  #taken = 0;

  constructor(room: BodyRoom, free: number) {
    this.#room = room;
    this.#free = free;
  }

  /** Takes room for a piece of so many bytes. False: there is none, and nothing was taken for it. */
  take(bytes: number): boolean {
    const more = Math.max(0, this.#size + bytes + perPiece - this.#free) - this.#taken;
    if (!this.#room.take(more)) return false;
    this.#size += bytes + perPiece;
    this.#taken += more;
    return true;
  }

  /** Gives all of it back. */
  giveBack(): void {
    this.#room.giveBack(this.#taken);
    this.#taken = 0;
  }
}
