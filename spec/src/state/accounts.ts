import type { DateTime } from '../codec/index.ts';

/** Somebody who signed up at this server, beside all organizations. */
export interface Account {
  readonly email: string;
  readonly label: string;
  readonly created_on: DateTime;
}

/** A code on its way to an address. */
export interface SentCode {
  readonly code: string;
  readonly made_on: DateTime;
  /** How many wrong codes were tried since. */
  readonly failures: number;
}

/** A mail that was asked for, sent or not: what the limits count. */
export interface Asking {
  readonly at: DateTime;
  readonly email: string;
  /** Network address of who asked; empty where it is not known. */
  readonly caller: string;
}

/** What a server remembers beside its organizations. */
export interface Accounts {
  /** How many records were applied. */
  readonly version: number;
  /** By e-mail; letter case counts. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** In hexadecimal: no two authentication methods share one, whosever they are. */
  readonly auth_methods: ReadonlySet<string>;
  /** By e-mail; those of the last hour. */
  readonly codes: ReadonlyMap<string, SentCode>;
  /** Those of the last hour, oldest first. */
  readonly askings: readonly Asking[];
}

/** A server at which nobody signed up. */
export const noAccounts = (): Accounts => ({
  version: 0,
  accounts: new Map(),
  auth_methods: new Set(),
  codes: new Map(),
  askings: [],
});
