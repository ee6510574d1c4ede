import type { Founding } from '../certificate/index.ts';
import type { Member } from './members.ts';
import type { Organization } from './organization.ts';

/** An organization that lives: who founded it, and how. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly founding: Founding;
  /** The first device: hand it to `judge.rpc.authenticated`. */
  readonly author: Member;
}
