import type { Device } from '../cast/index.ts';
import type { SigningKey } from '../keys/index.ts';
import type { Id } from '../wire/index.ts';

/**
 * The signer of a certificate: the key, and the author that the certificate names (nil: the root
 * key).
 */
export interface Signer {
  readonly key: SigningKey;
  readonly author: Id | null;
}

/** A device that signs in its own name, as every member does. */
export const signedBy = ({ key, id }: Device): Signer => ({ key, author: id });
