import type { Uuid } from '../codec/index.ts';

/** A device of a user, with the key that verifies its tokens. */
export interface Device {
  readonly device_id: Uuid;
  readonly user_id: Uuid;
  /**
   * Ed25519, 32 bytes. Whether they are a point of the curve is checked when a signature is
   * verified.
   */
  readonly verify_key: Uint8Array;
}
