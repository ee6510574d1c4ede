import type { ClaimKeys } from './claim-content.ts';
import type { Claim } from './claimed.ts';
import type { InvitationInfo } from './look-at-invitation.ts';

/** Keys of a claimer that are its own, whatever comes of the attempts. */
export type OwnKeys = Pick<ClaimKeys, 'signing_key' | 'private_key'>;

/** A claim under way. */
export interface Claiming extends Claim {
  readonly info: InvitationInfo;
  /** Where its keys wait. */
  readonly path: string;
  readonly own: OwnKeys;
}
