import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { ChainFault } from './chain-fault.ts';
import type { KnownUser, OrganizationView } from './organization-view.ts';

/** The author of a certificate: the root key, or a device of a user who is not revoked. */
export type Author =
  | { ok: true; verifyKey: Uint8Array; user: KnownUser | undefined }
  | { ok: false; fault: ChainFault };

/**
 * Finds the author that a certificate names and checks that it may sign (CERT-22). The caller
 * checks whether the root key may sign this certificate.
 *
 * @param author id of the device; null for the root key
 * @param at timestamp of the certificate
 */
export function authorOf(view: OrganizationView, author: Uuid | null, at: DateTime): Author {
  if (author === null) return { ok: true, verifyKey: view.rootVerifyKey, user: undefined };
  const device = view.devices.get(author.hex);
  const user = device && view.users.get(device.userId.hex);
  // A device cannot sign a certificate that is older than itself.
  if (device === undefined || user === undefined || device.createdOn.micros >= at.micros) {
    return { ok: false, fault: 'author-unknown' };
  }
  if (user.revokedOn !== undefined) return { ok: false, fault: 'author-revoked' };
  return { ok: true, verifyKey: device.verifyKey, user };
}
