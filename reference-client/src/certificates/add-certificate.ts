import type {
  Certificate,
  DeviceCertificate,
  RevokedUserCertificate,
  UserCertificate,
  UserUpdateCertificate,
} from '@parsec-spec/spec/certificates';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { ChainFault } from './chain-fault.ts';
import type { KnownUser, WorkingView } from './organization-view.ts';

/** The rule that a certificate breaks (CERT-22 … CERT-25). Undefined if it was added. */
export type Added = ChainFault | undefined;

/**
 * Adds a common certificate whose signature and author are already verified. Changes the view in
 * place, only if it returns undefined.
 *
 * @param author the user who signed it; undefined for the root key
 */
export function addCertificate(
  view: WorkingView,
  certificate: Certificate,
  author: KnownUser | undefined,
): Added {
  const fault = applyCertificate(view, certificate, author);
  // Every type counts: the client fetches what is later.
  if (fault === undefined) view.latest = certificate.timestamp;
  return fault;
}

function applyCertificate(view: WorkingView, certificate: Certificate, author: KnownUser | undefined): Added {
  switch (certificate.type) {
    case 'user_certificate':
      return addUser(view, certificate, author);
    case 'device_certificate':
      return addDevice(view, certificate, author);
    case 'user_update_certificate':
    case 'revoked_user_certificate':
      return changeUser(view, certificate, author);
    case 'sequester_authority_certificate':
      return 'misplaced-authority';
    default:
      // A new type of certificate does not compile here. The client must say how it treats it.
      return certificate satisfies never;
  }
}

const isLater = ({ latest }: WorkingView, timestamp: DateTime): boolean =>
  latest === undefined || timestamp.micros > latest.micros;

function addUser(view: WorkingView, user: UserCertificate, author: KnownUser | undefined): Added {
  const { timestamp } = user;
  if (author === undefined && view.users.size > 0) return 'root-after-bootstrap';
  if (!isLater(view, timestamp)) return 'out-of-order';
  if (author === undefined && view.sequesteredOn !== undefined && !timestamp.equals(view.sequesteredOn)) {
    return 'misplaced-authority';
  }
  if (author !== undefined && author.profile !== 'ADMIN') return 'author-not-admin';
  if (view.users.has(user.user_id.hex)) return 'user-twice';
  return setUser(view, {
    id: user.user_id,
    handle: user.human_handle,
    publicKey: user.public_key,
    profile: user.profile,
    author: user.author,
    createdOn: timestamp,
    revokedOn: undefined,
    hasDevice: false,
  });
}

function addDevice(view: WorkingView, device: DeviceCertificate, author: KnownUser | undefined): Added {
  const { timestamp } = device;
  const user = view.users.get(device.user_id.hex);
  if (user === undefined) return 'user-unknown';
  if (view.devices.has(device.device_id.hex)) return 'device-twice';
  if (user.revokedOn !== undefined) return 'user-revoked';
  if (user.hasDevice) {
    if (author === undefined) return 'root-after-bootstrap';
    if (author.id.hex !== user.id.hex) return 'foreign-device';
    if (!isLater(view, timestamp)) return 'out-of-order';
  } else {
    const together = timestamp.equals(user.createdOn) && user.author?.hex === device.author?.hex;
    if (!together) return 'first-device';
    if (view.latest !== undefined && timestamp.micros < view.latest.micros) return 'out-of-order';
  }
  view.devices.set(device.device_id.hex, {
    id: device.device_id,
    userId: device.user_id,
    label: device.device_label,
    verifyKey: device.verify_key,
    createdOn: timestamp,
  });
  return setUser(view, { ...user, hasDevice: true });
}

function changeUser(
  view: WorkingView,
  change: UserUpdateCertificate | RevokedUserCertificate,
  author: KnownUser | undefined,
): Added {
  const { timestamp } = change;
  if (author === undefined) return 'root-after-bootstrap';
  if (!isLater(view, timestamp)) return 'out-of-order';
  const user = view.users.get(change.user_id.hex);
  if (user === undefined) return 'user-unknown';
  if (author.id.hex === user.id.hex) return 'self-signed';
  if (author.profile !== 'ADMIN') return 'author-not-admin';
  if (user.revokedOn !== undefined) return 'user-revoked';
  if (change.type === 'revoked_user_certificate') {
    return setUser(view, { ...user, revokedOn: timestamp });
  }
  if (user.profile === change.new_profile) return 'profile-held';
  return setUser(view, { ...user, profile: change.new_profile });
}

function setUser(view: WorkingView, user: KnownUser): undefined {
  view.users.set(user.id.hex, user);
}
