import { type Family, families } from '@parsec-spec/spec/commands';

/** The command families a server may serve, as `spec/commands/` names their folders. */
export type ServedFamily = Family;

/** What a target can do beyond one running server; a target file says it, defaults stand where none is named. */
export interface Capabilities {
  /** Its state survives a restart. */
  readonly durable: boolean;
  /** Several nodes can serve one state. */
  readonly nodes: boolean;
  /** It can be started on a database of its own. */
  readonly database: boolean;
  /** Its own store lies on one disk, and it lives on when that is full. */
  readonly disk: boolean;
  /** It sends mail to the SMTP server that it is told. */
  readonly mail: boolean;
  /** It can let organizations be born without the administration; checks of that are not applicable where it cannot. */
  readonly spontaneous: boolean;
  /** What it serves: checks of commands of no family here are not applicable. */
  readonly families: readonly ServedFamily[];
}

/** What is supposed of a target of which no target file speaks. */
export const defaultCapabilities: Capabilities = {
  durable: false,
  nodes: false,
  database: false,
  disk: false,
  mail: false,
  spontaneous: true,
  families: Object.keys(families) as ServedFamily[],
};
