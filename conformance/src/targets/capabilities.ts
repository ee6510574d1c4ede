import { type Family, families } from '@parsec-spec/spec/commands';

/** A command family that a server may serve, named as its folder in `spec/commands/`. */
export type ServedFamily = Family;

/** What a target supports beyond one running server. A target file declares it. */
export interface Capabilities {
  /** Its state survives a restart. */
  readonly durable: boolean;
  /** Several nodes can serve one state. */
  readonly nodes: boolean;
  /** It can be started on a database of its own. */
  readonly database: boolean;
  /** Its own store is on one disk, and it keeps running when the disk is full. */
  readonly disk: boolean;
  /** It sends mail to a configured SMTP server. */
  readonly mail: boolean;
  /** It can create organizations spontaneously, without the administration. */
  readonly spontaneous: boolean;
  /** People can sign up for an account. Checks of `account_create_*` are otherwise not applicable. */
  readonly accounts: boolean;
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
  accounts: true,
  families: Object.keys(families) as ServedFamily[],
};
