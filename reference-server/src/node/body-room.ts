/** How much memory bodies may take while they come in. */
export interface RoomSize {
  /** Bytes of each body that are always taken: who fills the rest does not keep ordinary requests out. */
  readonly free: number;
  /** Bytes beyond those, of all bodies together. */
  readonly shared: number;
}

/** What one body takes. */
export interface Share {
  /** Takes room for a piece of so many bytes. False: there is none, and nothing was taken for it. */
  take(bytes: number): boolean;
  /** Gives all of it back. */
  giveBack(): void;
}

/** What a piece costs beside its bytes: somebody may send them one by one. */
const perPiece = 256;

/** The memory for bodies that are coming in, over all connections of a server: they are read before anybody knows who sends them. */
export class BodyRoom {
  readonly #free: number;
  #left: number;

  constructor({ free, shared }: RoomSize) {
    this.#free = free;
    this.#left = shared;
  }

  share(): Share {
    let size = 0;
    let taken = 0;
    return {
      take: (bytes) => {
        const more = Math.max(0, size + bytes + perPiece - this.#free) - taken;
        if (more > this.#left) return false;
        size += bytes + perPiece;
        taken += more;
        this.#left -= more;
        return true;
      },
      giveBack: () => {
        this.#left += taken;
        taken = 0;
      },
    };
  }
}
