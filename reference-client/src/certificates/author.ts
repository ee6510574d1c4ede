import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { ChainFault } from './chain-fault.ts';
import type { KnownUser, OrganizationView } from './organization-view.ts';

/** Who signed a certificate: the root, or a device of a user who is still one. */
export type Author =
  | { ok: true; verifyKey: Uint8Array; user: KnownUser | undefined }
  | { ok: false; fault: ChainFault };

/** The author that a certificate names, if it may sign at all (CERT-22). Whether the root may sign this one is for the caller. */
export function authorOf(view: OrganizationView, author: Uuid | null, at: DateTime): Author {
  if (author === null) return { ok: true, verifyKey: view.rootVerifyKey, user: undefined };
  const device = view.devices.get(author.hex);
  const user = device && view.users.get(device.userId.hex);
  // A device younger than what it signs does not exist yet for it.
  if (device === undefined || user === undefined || device.createdOn.micros >= at.micros) {
    return { ok: false, fault: 'author-unknown' };
  }
  if (user.revokedOn !== undefined) return { ok: false, fault: 'author-revoked' };
  return { ok: true, verifyKey: device.verifyKey, user };
}
