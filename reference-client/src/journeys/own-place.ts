import { constantTimeEqual, type Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { KnownDevice, KnownUser, OrganizationView } from '../certificates/index.ts';

/**
 * Finds the user and the device of this client in the verified certificates; undefined if the
 * certificates have other keys for them, which means that the server is dishonest.
 */
export async function findOwnDevice(
  crypto: Crypto,
  device: LocalDevice,
  view: OrganizationView,
): Promise<{ user: KnownUser; device: KnownDevice } | undefined> {
  const user = view.users.get(device.user_id.hex);
  const known = view.devices.get(device.device_id.hex);
  if (user === undefined || known === undefined || known.userId.hex !== user.id.hex) return undefined;
  const verifyKey = await crypto.verifyKeyOf(device.signing_key);
  const publicKey = await crypto.publicKeyOf(device.private_key);
  const hasOwnKeys =
    constantTimeEqual(verifyKey, known.verifyKey) && constantTimeEqual(publicKey, user.publicKey);
  return hasOwnKeys ? { user, device: known } : undefined;
}
