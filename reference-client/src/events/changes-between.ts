import type { Profile } from '@parsec-spec/spec/scalars';
import type { KnownDevice, KnownUser, OrganizationView } from '../certificates/index.ts';

/** A change of an organization that certificates describe. */
export type Change =
  | { kind: 'user-enrolled'; user: KnownUser; device: KnownDevice | undefined }
  | { kind: 'device-added'; user: KnownUser; device: KnownDevice }
  | { kind: 'profile-changed'; user: KnownUser; before: Profile }
  | { kind: 'user-revoked'; user: KnownUser };

/** Computes the changes between two verified views of one organization. */
export function changesBetween(before: OrganizationView, after: OrganizationView): readonly Change[] {
  const changes: Change[] = [];
  const fresh = [...after.devices.values()].filter(({ id }) => !before.devices.has(id.hex));
  for (const user of after.users.values()) {
    const old = before.users.get(user.id.hex);
    const devices = fresh.filter(({ userId }) => userId.hex === user.id.hex);
    if (old === undefined) changes.push({ kind: 'user-enrolled', user, device: devices.shift() });
    for (const device of devices) changes.push({ kind: 'device-added', user, device });
    if (old !== undefined && old.profile !== user.profile) {
      changes.push({ kind: 'profile-changed', user, before: old.profile });
    }
    if (user.revokedOn !== undefined && old?.revokedOn === undefined)
      changes.push({ kind: 'user-revoked', user });
  }
  return changes;
}
