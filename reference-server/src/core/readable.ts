/** Why a body could not be had whole. */
export type Unread = 'too-large' | 'aborted';

/** A body that is read only when its turn comes, and never beyond a limit (TRANSPORT-15, TRANSPORT-16). */
export interface Readable {
  read(limit: number): Promise<Uint8Array | Unread>;
}

/** A body that is already there. */
export const readableBytes = (bytes: Uint8Array): Readable => ({
  read: async (limit) => (bytes.length > limit ? 'too-large' : bytes),
});
