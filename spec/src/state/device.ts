import type { Uuid } from '../codec/index.ts';

/** A device of a user: what a token is verified with. */
export interface Device {
  readonly device_id: Uuid;
  readonly user_id: Uuid;
  /** Ed25519, 32 bytes; whether they are a point of the curve shows when a signature is judged. */
  readonly verify_key: Uint8Array;
}
