import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import type { NewUser } from '@parsec-spec/spec/state';

const start = DateTime.ofMillis(1_700_000_000_000);
// Certificates of realistic length; their content is never read.
const filled = (length: number, seed: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(seed % 251);
  new DataView(bytes.buffer).setUint32(0, seed);
  return bytes;
};

/** Records of a created and bootstrapped organization; `verifyKey` is the first device's. */
export function beginning(verifyKey = filled(32, 0)): OrganizationRecord[] {
  const settings = {
    is_expired: false,
    user_profile_outsider_allowed: true,
    active_users_limit: null,
    realm_minimum_archiving_period_before_deletion: 2_592_000,
    tos: null,
  };
  return [
    { record: 'organization_created', at: start, bootstrap_token: filled(16, 1), settings },
    {
      record: 'organization_bootstrapped',
      at: start,
      root_verify_key: filled(32, 2),
      sequester_authority_certificate: null,
      ...newUser(0),
      verify_key: verifyKey,
    },
  ];
}

/** User number `number` with a first device. */
export const newUser = (number: number): NewUser => ({
  timestamp: start.plus(BigInt(number) * 1_000_000n),
  user_id: Uuid.of(filled(16, number)),
  device_id: Uuid.of(filled(16, number)),
  human_handle: [`user${number}@example.com`, `User ${number}`],
  profile: number === 0 ? 'ADMIN' : 'STANDARD',
  verify_key: filled(32, number),
  user_certificate: filled(310, number),
  redacted_user_certificate: filled(290, number),
  device_certificate: filled(260, number),
  redacted_device_certificate: filled(240, number),
});
