import { commandFacts, families, type Replies, type Requests } from '../generated/commands.ts';

/** The version of the Parsec API that this specification describes (spec/protocol/versioning.md). */
export const API_VERSION = '5.6';

/**
 * A family of commands: one route and one way to authenticate. `tos` is the family of
 * `/authenticated/{org}/tos`.
 */
export type Family = keyof typeof families;

/** Wire name of a command that the specification describes in full. */
export type CommandName = keyof Requests;

/** Request of a command, as sent: `cmd` first, then its fields. */
export type RequestOf<C extends CommandName> = Requests[C];

/** Any reply of a command; `status` distinguishes them. */
export type ReplyOf<C extends CommandName> = Replies[C];

const commandsByFamily = new Map<string, ReadonlySet<string>>(
  Object.entries(families).map(([family, { commands }]) => [family, new Set<string>(commands)]),
);

/** Whether the name is a command of the family. */
export const isCommandOf = (family: Family, name: unknown): name is CommandName =>
  typeof name === 'string' &&
  Object.hasOwn(commandFacts, name) &&
  commandsByFamily.get(family)?.has(name) === true;
