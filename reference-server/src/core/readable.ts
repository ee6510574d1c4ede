/** Why a body could not be had whole. */
export type Unread = 'too-large' | 'aborted';

/** A body that is read only when its turn comes, and never beyond a limit (TRANSPORT-15, TRANSPORT-16). Rejects with a NoRoomError. */
export interface Readable {
  read(limit: number): Promise<Uint8Array | Unread>;
}

/** A body that is already there. */
export const readableBytes = (bytes: Uint8Array): Readable => ({
  read: async (limit) => (bytes.length > limit ? 'too-large' : bytes),
});

/** So much is being sent at once that this body finds no room in memory. */
export class NoRoomError extends Error {
  readonly code = 'no-room';

  constructor() {
    super('too much is being sent at once: there is no room for one more large body');
    this.name = 'NoRoomError';
  }
}
