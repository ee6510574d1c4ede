import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import type { PayloadOf } from '@parsec-spec/spec/payloads';
import type { HumanHandlePair, Profile } from '@parsec-spec/spec/scalars';
import type { KnownDevice, OrganizationView } from '../certificates/index.ts';

/** Who was let in. */
export interface Newcomer {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: Profile;
}

/** Whether the keys that a claimer shows are new; known because an earlier greeting enrolled them and was cut off before its end; or somebody else's. */
export type Standing = { kind: 'new' } | { kind: 'known'; newcomer: Newcomer } | { kind: 'foreign' };

/**
 * Where the verified certificates have the keys of a would-be user. Only the same person with both keys is taken up again: under the
 * address that was asked for, or one of `others`, which the greeter may have given instead.
 */
export function standingOfUser(
  view: OrganizationView,
  data: PayloadOf['invite_user_data'],
  others: readonly string[],
): Standing {
  const device = deviceOf(view, data.verify_key);
  const user = [...view.users.values()].find(({ publicKey }) =>
    constantTimeEqual(publicKey, data.public_key),
  );
  if (device === undefined && user === undefined) return { kind: 'new' };
  const [email] = data.requested_human_handle;
  const addresses: readonly (string | undefined)[] = [email, ...others];
  const same =
    user !== undefined && device?.userId.hex === user.id.hex && addresses.includes(user.handle?.[0]);
  if (!same || user.revokedOn !== undefined || user.handle === null) return { kind: 'foreign' };
  return { kind: 'known', newcomer: newcomerOf(device, user.handle, user.profile) };
}

/** The same for a would-be device of the user `own`. */
export function standingOfDevice(
  view: OrganizationView,
  own: Uuid,
  handle: HumanHandlePair,
  data: PayloadOf['invite_device_data'],
): Standing {
  const device = deviceOf(view, data.verify_key);
  if (device === undefined) return { kind: 'new' };
  const user = view.users.get(own.hex);
  if (user === undefined || device.userId.hex !== own.hex) return { kind: 'foreign' };
  return { kind: 'known', newcomer: newcomerOf(device, handle, user.profile) };
}

const deviceOf = (view: OrganizationView, verifyKey: Uint8Array): KnownDevice | undefined =>
  [...view.devices.values()].find((device) => constantTimeEqual(device.verifyKey, verifyKey));

function newcomerOf(device: KnownDevice, handle: HumanHandlePair, profile: Profile): Newcomer {
  const { id: deviceId, userId, label } = device;
  return { userId, deviceId, handle, deviceLabel: label ?? deviceId.hex, profile };
}
