import { constantTimeEqual, type Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { KnownDevice, KnownUser, OrganizationView } from '../certificates/index.ts';

/** The user and device that verified certificates know under our ids, if their keys are ours: a server that introduces somebody else under them lies. */
export async function ownPlace(
  crypto: Crypto,
  device: LocalDevice,
  view: OrganizationView,
): Promise<{ user: KnownUser; device: KnownDevice } | undefined> {
  const user = view.users.get(device.user_id.hex);
  const known = view.devices.get(device.device_id.hex);
  if (user === undefined || known === undefined || known.userId.hex !== user.id.hex) return undefined;
  const verifyKey = await crypto.verifyKeyOf(device.signing_key);
  const publicKey = await crypto.publicKeyOf(device.private_key);
  const ours = constantTimeEqual(verifyKey, known.verifyKey) && constantTimeEqual(publicKey, user.publicKey);
  return ours ? { user, device: known } : undefined;
}
