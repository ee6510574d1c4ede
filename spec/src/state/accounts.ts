import type { DateTime } from '../codec/index.ts';
import { Names } from './names.ts';

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
  /** The address as `countedAddress` writes it. */
  readonly counted: string;
  /** Network address of who asked; empty where it is not known. */
  readonly caller: string;
}

/** What a server remembers beside its organizations. */
export interface Accounts {
  /** How many records were applied. */
  readonly version: number;
  /** E-mail addresses of accounts; letter case counts. What else was said of an account is in its record: nothing here asks for it. */
  readonly addresses: Pick<Names, 'size' | 'has' | 'pack'>;
  /** In hexadecimal: no two authentication methods share one, whosever they are. */
  readonly auth_methods: Pick<Names, 'size' | 'has' | 'pack'>;
  /** By e-mail; those of the last hour. */
  readonly codes: ReadonlyMap<string, SentCode>;
  /** Those of the last hour, oldest first. */
  readonly askings: readonly Asking[];
}

/** A server at which nobody signed up. */
export const noAccounts = (): Accounts => ({
  version: 0,
  addresses: new Names(),
  auth_methods: new Names(),
  codes: new Map(),
  askings: [],
});
