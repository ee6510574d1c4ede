import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import type { PayloadOf } from '@parsec-spec/spec/payloads';
import type { HumanHandlePair, Profile } from '@parsec-spec/spec/scalars';
import type { KnownDevice, OrganizationView } from '../certificates/index.ts';

/** An enrolled user or device. */
export interface Newcomer {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: Profile;
}

/**
 * Whether the keys of a claimer are new, already enrolled by an earlier interrupted greeting, or
 * those of another user.
 */
export type KeyStatus = { kind: 'new' } | { kind: 'known'; newcomer: Newcomer } | { kind: 'foreign' };

/**
 * Compares the keys of a claimed user with the verified certificates. The keys are `known` only if
 * one user has both and its address is the requested one or one of `others`, which the greeter may
 * have granted instead.
 */
export function userKeyStatus(
  view: OrganizationView,
  data: PayloadOf['invite_user_data'],
  others: readonly string[],
): KeyStatus {
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

/** Compares the key of a claimed device of the user `own` with the verified certificates. */
export function deviceKeyStatus(
  view: OrganizationView,
  own: Uuid,
  handle: HumanHandlePair,
  data: PayloadOf['invite_device_data'],
): KeyStatus {
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
