import type { UserCreateRequest } from '../../../src/commands/index.ts';
import type { Crypto } from '../../../src/crypto/index.ts';
import { type Author, readNewUserCertificates } from '../../../src/guards/index.ts';

/**
 * Loads the certificates of a new user, with their signatures verified under the key of the sending
 * device. A certificate that does not load in its field is refused here, before the guards
 * (USER-04).
 */
export function prepare(request: UserCreateRequest, crypto: Crypto, { device }: Author) {
  return readNewUserCertificates(request, crypto, device.verify_key, 'user_create');
}
