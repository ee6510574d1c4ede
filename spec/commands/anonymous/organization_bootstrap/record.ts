import type { DateTime } from '../../../src/codec/index.ts';
import {
  addUser,
  counterOf,
  type NewUser,
  newUserCertificates,
  recordKind,
} from '../../../src/state/index.ts';

/** The organization got its root key, first user and first device (BOOT-01). */
export interface OrganizationBootstrapped extends NewUser {
  readonly record: 'organization_bootstrapped';
  readonly at: DateTime;
  readonly root_verify_key: Uint8Array;
  readonly sequester_authority_certificate: Uint8Array | null;
}

/** Adds the root key, the first user and the first device. */
export const organization_bootstrapped = recordKind<OrganizationBootstrapped>({
  apply(state, record) {
    state.bootstrap = { bootstrapped_on: record.at, root_verify_key: record.root_verify_key };
    addUser(state, record);
  },
  certificates: {
    ...newUserCertificates,
    sequester_authority_certificate: {
      collection: 'sequester',
      full: 'sequester_authority_certificate',
      redacted: 'sequester_authority_certificate',
    },
  },
  counterChanges: ({ profile }) => ({ [counterOf(profile, 'active')]: 1 }),
});
