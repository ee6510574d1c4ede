import { type Family, families } from '@parsec-spec/spec/commands';

/** The command families a server may serve, as `spec/commands/` names their folders. */
export type ServedFamily = Family;

/**
 * What a target can do beyond one running server; a target file says it, defaults stand where none
 * is named.
 */
export interface Capabilities {
  /** Its state survives a restart. */
  readonly durable: boolean;
  /** Several nodes can serve one state. */
  readonly nodes: boolean;
  /** It can be started on a database of its own. */
  readonly database: boolean;
  /** Its own store lies on one disk, and it lives on when that is full. */
  readonly disk: boolean;
  /** It sends mail to a configured SMTP server. */
  readonly mail: boolean;
  /**
   * It can let organizations be born without the administration; checks of that are not applicable
   * where it cannot.
   */
  readonly spontaneous: boolean;
  /** The families it serves. Checks of commands of other families are not applicable. */
  readonly families: readonly ServedFamily[];
}

/** The capabilities of a target without a target file. */
export const defaultCapabilities: Capabilities = {
  durable: false,
  nodes: false,
  database: false,
  disk: false,
  mail: false,
  spontaneous: true,
  families: Object.keys(families) as ServedFamily[],
};
