import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Mailer } from '../delivery/mailer.ts';
import type { Handle } from './call.ts';
import type { ServerConfig } from './server-config.ts';

/**
 * A server that breaks one rule on purpose, for rules that no guard enforces: a wrapper around the
 * core or the mailer.
 */
export interface Mutant {
  /** `REQUIREMENT#HOW`. */
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  readonly wrap: (handle: Handle, config: ServerConfig) => Handle;
  /** For rules about mails. `config` is the object that `wrap` gets, and serves as the key of shared memory. */
  readonly mail?: (mailer: Mailer, config: ServerConfig) => Mailer;
}
