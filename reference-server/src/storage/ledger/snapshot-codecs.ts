// The number of a format says how the bytes are written, and what `apply` makes of records. It
// changes whenever either changes: snapshots of another format are ignored, and the state is
// replayed from its records. Tests show when.
import { absentOrganization, type Organization } from '@parsec-spec/spec/records';
import { type Accounts, noAccounts } from '@parsec-spec/spec/state';
import { NameDigests } from './name-digests.ts';
import { packState, unpackState } from './pack-state.ts';
import type { SnapshotCodec } from './snapshot-writer.ts';

/**
 * Snapshots of organizations. One without a part of the state gets that part as it is without
 * records.
 */
export const organizationSnapshots: SnapshotCodec<Organization> = {
  format: 5,
  write: packState,
  read: (bytes) => {
    const state = unpackState(bytes) as Organization;
    return Object.assign(absentOrganization(state.organization_id), state);
  },
};

/** The state of a server without accounts. Millions of names fit into memory. */
export const emptyAccounts = (): Accounts => noAccounts(() => new NameDigests());

export const accountSnapshots: SnapshotCodec<Accounts> = {
  format: 3,
  write: ({ addresses, auth_methods, ...recent }) =>
    packState({ ...recent, addresses: packNames(addresses), auth_methods: packNames(auth_methods) }),
  read: (bytes) => {
    const { addresses, auth_methods, ...recent } = unpackState(bytes) as Packed;
    return {
      ...recent,
      addresses: NameDigests.unpack(addresses),
      auth_methods: NameDigests.unpack(auth_methods),
    };
  },
  // A name takes a few bytes of a snapshot, and its record was long.
  size: ({ addresses, auth_methods, codes, askings }) =>
    (addresses.size + auth_methods.size) / 8 + codes.size + askings.length,
};

interface Packed extends Omit<Accounts, 'addresses' | 'auth_methods'> {
  readonly addresses: Uint8Array;
  readonly auth_methods: Uint8Array;
}

// `emptyAccounts` and `read` make no other names.
const packNames = (names: Accounts['addresses']): Uint8Array => (names as NameDigests).pack();
