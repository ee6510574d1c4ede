import type { Founding } from '../certificate/index.ts';
import type { Organization } from './organization.ts';
import type { Author } from './rpc.ts';

/** An organization that lives: who founded it, and how. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly founding: Founding;
  /** The first device: hand it to `judge.rpc.authenticated`. */
  readonly author: Author;
}
