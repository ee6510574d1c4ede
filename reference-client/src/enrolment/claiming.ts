import type { ClaimKeys } from './claim-content.ts';
import type { Claim } from './claimed.ts';
import type { InvitationInfo } from './look-at-invitation.ts';

/** The keys of a claimer, which are the same in every attempt. */
export type OwnKeys = Pick<ClaimKeys, 'signing_key' | 'private_key'>;

/** A claim in progress. */
export interface Claiming extends Claim {
  readonly info: InvitationInfo;
  /** The file that holds its keys. */
  readonly path: string;
  readonly own: OwnKeys;
}
