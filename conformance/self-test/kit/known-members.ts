import type { Reply } from '@parsec-spec/reference-server/core';
import { type CommandCall, certificateIn, isOk } from './commands.ts';

/** A user in the memory of a mutant. */
export interface KnownUser {
  readonly id: string;
  /** The profile of the enrolment. */
  readonly first: string;
  readonly profile: string;
  /** Number of changes of the profile. */
  readonly changes: number;
  readonly isFounder: boolean;
}

/** The users and devices of all organizations, from the certificates that were accepted. */
export class KnownMembers {
  readonly #users = new Map<string, KnownUser>();
  readonly #owners = new Map<string, string>();

  /** Records an answered command. Returns the user whose profile it changed. */
  record({ command, request, organization }: CommandCall, reply: Reply): KnownUser | undefined {
    if (!isOk(reply)) return undefined;
    const key = (id: { readonly hex: string }) => `${organization} ${id.hex}`;
    const user = certificateIn(request.user_certificate);
    const device = certificateIn(request.device_certificate);
    const update = certificateIn(request.user_update_certificate);
    if (user?.type === 'user_certificate') {
      const { profile } = user;
      const isFounder = command === 'organization_bootstrap';
      const member = { id: user.user_id.hex, first: profile, profile, changes: 0, isFounder };
      this.#users.set(key(user.user_id), member);
    }
    if (device?.type === 'device_certificate') this.#owners.set(key(device.device_id), key(device.user_id));
    if (update?.type !== 'user_update_certificate') return undefined;
    const before = this.#users.get(key(update.user_id));
    if (before === undefined) return undefined;
    const changedUser = { ...before, profile: update.new_profile, changes: before.changes + 1 };
    this.#users.set(key(update.user_id), changedUser);
    return changedUser;
  }

  /** The user of a device. */
  ofDevice(organization: string, device: string): KnownUser | undefined {
    return this.#users.get(this.#owners.get(`${organization} ${device}`) ?? '');
  }

  /** The user of this id, in hexadecimal. */
  ofId(organization: string, id: string): KnownUser | undefined {
    return this.#users.get(`${organization} ${id}`);
  }
}
