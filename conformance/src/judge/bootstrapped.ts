import type { Founding } from '../certificate/index.ts';
import type { Member } from './members.ts';
import type { Organization } from './organization.ts';

/** A bootstrapped organization: its founder and its founding. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly founding: Founding;
  /** The first device: pass it to `judge.rpc.authenticated`. */
  readonly author: Member;
}
