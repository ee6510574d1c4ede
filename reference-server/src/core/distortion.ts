import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Mailer } from '../mail/mailer.ts';
import type { Handle } from './call.ts';
import type { ServerConfig } from './server-config.ts';

/** A way to break a rule that no guard keeps: something put around the core that bends calls or replies, or around the mailer. */
export interface Distortion {
  /** What the broken server does, in kebab-case. */
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  readonly wrap: (handle: Handle, config: ServerConfig) => Handle;
  /** For rules about mails. `config`: the same object as for `wrap`, hence a key to what a server remembers. */
  readonly mail?: (mailer: Mailer, config: ServerConfig) => Mailer;
}
