import type { CertificateType } from '../certificates/index.ts';
import type { DateTime } from '../codec/index.ts';
import type { AccountsState } from './accounts.ts';
import type { Figures } from './figures.ts';
import type { OrganizationState } from './organization.ts';

/**
 * The fields of every record: its kind, and the time of the server's clock at which it was
 * appended.
 */
interface Recorded {
  readonly record: string;
  readonly at: DateTime;
}

/** The names of the fields of a record that hold bytes. */
type BytesField<Entry> = {
  [Name in keyof Entry]-?: Entry[Name] extends Uint8Array | null ? Name : never;
}[keyof Entry] &
  string;

/** One certificate that a record carries. A null field carries none. */
export interface CarriedCertificate<Field extends string = string> {
  /** The list of `certificate_get` that the certificate joins. */
  readonly collection: 'common' | 'sequester';
  /** The name of the field with the bytes as received. */
  readonly full: Field;
  /**
   * The name of the field with the bytes for an OUTSIDER. It is the same field where no redacted
   * form exists.
   */
  readonly redacted: Field;
}

/**
 * The effect of a kind of record on the state of an organization. `Own`: state that only the
 * commands of this kind need.
 */
export interface OrganizationRecordKind<Entry extends Recorded, Own extends object = object> {
  readonly stream: 'organization';
  /** The own state of an organization without records. */
  readonly initial?: (() => Own) | undefined;
  /**
   * True: before `apply` runs, the state is reset to that of an organization without records; `version`
   * and `last_terms` stay.
   */
  readonly restarts?: true | undefined;
  /**
   * Changes the state in place. It must be deterministic and read no clock. `version` is already
   * increased.
   */
  apply(state: OrganizationState & Own, record: Entry): void;
  /**
   * The certificates in the order in which they are served. They join their collections after
   * `apply`.
   */
  readonly certificates?: CertificatesOf<Entry> | undefined;
  /** The change that the record makes to the counters of the statistics. */
  counterChanges?(record: Entry): Partial<Figures> | undefined;
}

type CertificatesOf<Entry> = Entry extends { readonly timestamp: DateTime }
  ? { readonly [Type in CertificateType]?: CarriedCertificate<BytesField<Entry>> }
  : undefined;

/** The effect of a kind of record on the state of accounts. */
export interface AccountRecordKind<Entry extends Recorded> {
  readonly stream: 'accounts';
  /** Changes the state in place. Codes and requests older than an hour were already dropped. */
  apply(state: AccountsState, record: Entry): void;
}

/**
 * Declares a kind of record of an organization. The name of the constant is the name of the record.
 *
 * @example
 * export const user_frozen = recordKind<UserFrozen>({
 *   apply: (state, { user_id, frozen }) => changeUser(state, user_id, { frozen }),
 * });
 */
export const recordKind = <Entry extends Recorded, Own extends object = object>(
  kind: Omit<OrganizationRecordKind<Entry, Own>, 'stream'>,
): OrganizationRecordKind<Entry, Own> => ({ stream: 'organization', ...kind });

/** Declares a kind of record of the accounts of a server. */
export const accountRecordKind = <Entry extends Recorded>(
  kind: Omit<AccountRecordKind<Entry>, 'stream'>,
): AccountRecordKind<Entry> => ({ stream: 'accounts', ...kind });
