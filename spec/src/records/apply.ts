import type { DateTime } from '../codec/index.ts';
import { recordKinds } from '../generated/records.ts';
import {
  type AccountRecordKind,
  type Accounts,
  type AccountsState,
  absentCore,
  type CarriedCertificate,
  type CertificatePlace,
  type CoreOrganization,
  type Figures,
  type FiguresChange,
  HOUR,
  type OrganizationRecordKind,
  type OrganizationState,
  type ReadOnly,
} from '../state/index.ts';

type Kinds = typeof recordKinds;
type EntryOf<Kind> = Kind extends OrganizationRecordKind<infer Entry, infer _> ? Entry : never;
type OwnOf<Kind> = Kind extends OrganizationRecordKind<infer _, infer Own> ? Own : object;
// Each kind of record declares the part of the state that it needs, its `own`. This is the state that
// has the parts of all kinds.
type AllOwn = { [Name in keyof Kinds]: (own: OwnOf<Kinds[Name]>) => void }[keyof Kinds] extends (
  own: infer Own,
) => void
  ? Own
  : never;

/** Every record of an organization, the unit of its journal. `at` is the server's clock. */
export type OrganizationRecord = { [Name in keyof Kinds]: EntryOf<Kinds[Name]> }[keyof Kinds];

/** The state of one organization as rules read it. Only `apply` changes it (ARCHITECTURE.md). */
export type Organization = CoreOrganization & ReadOnly<AllOwn>;

/** A kind, without the type of its record. */
interface AnyKind {
  readonly initial?: (() => object) | undefined;
  readonly restarts?: true | undefined;
  apply(state: object, record: object): void;
  readonly certificates?: { readonly [type: string]: CarriedCertificate } | undefined;
  counterChanges?(record: object): Partial<Figures> | undefined;
}

const kindOf = ({ record }: OrganizationRecord): AnyKind => recordKinds[record];

const initials = Object.values(recordKinds)
  .filter((kind) => kind.stream === 'organization')
  .map((kind: AnyKind) => kind.initial ?? (() => ({})));

/** The state of an organization without records. */
export const absentOrganization = (organization_id: string): Organization =>
  Object.assign(absentCore(organization_id), ...initials.map((initial) => initial()));

/**
 * Applies one record to a state, in place. It is deterministic and reads no clock, so a replay
 * makes the same state.
 */
export function apply(organization: Organization, record: OrganizationRecord): void {
  const state = organization as CoreOrganization as OrganizationState;
  const { restarts, certificates } = kindOf(record);
  state.version += 1;
  if (restarts === true) {
    const { organization_id, version, last_terms } = state;
    Object.assign(state, absentOrganization(organization_id), { version, last_terms });
  }
  kindOf(record).apply(state, record);
  if (certificates !== undefined) addCertificates(state, record as Certifying, certificates);
}

type Certifying = Extract<OrganizationRecord, { readonly timestamp: unknown }>;

function addCertificates(
  state: OrganizationState,
  record: Certifying,
  certificates: NonNullable<AnyKind['certificates']>,
): void {
  const { version } = state;
  for (const [type, { collection, full }] of Object.entries(certificates)) {
    if (bytesIn(record, full) === null) continue;
    const stored = { timestamp: record.timestamp, version, type: type as CertificatePlace['type'] };
    state[`${collection}_certificates`].push(stored);
  }
}

/**
 * The change that a record makes to the statistics across organizations, or undefined if there is
 * none.
 */
export function figuresChange(record: OrganizationRecord): FiguresChange | undefined {
  const kind = kindOf(record);
  const by = kind.counterChanges?.(record);
  const fresh = kind.restarts === true;
  return fresh || by !== undefined ? { at: record.at, fresh, by: by ?? {} } : undefined;
}

/**
 * The bytes of a certificate as received (CERT-08), from the record that carries it.
 * @throws {TypeError} when the record carries no certificate of the type.
 */
export function certificateIn(record: OrganizationRecord, { type, form }: CertificatePlace): Uint8Array {
  const carried = kindOf(record).certificates?.[type];
  const bytes = carried === undefined ? null : bytesIn(record, carried[form]);
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(`a record of the kind ${record.record} carries no ${type}`);
}

const bytesIn = (record: OrganizationRecord, field: string): unknown =>
  (record as unknown as Readonly<Record<string, unknown>>)[field];

type AccountEntryOf<Kind> = Kind extends AccountRecordKind<infer Entry> ? Entry : never;

/** Every record of the accounts of a server, the unit of their journal. */
export type AccountRecord = {
  [Name in keyof Kinds]: AccountEntryOf<Kinds[Name]>;
}[keyof Kinds];

/**
 * Applies one record to the state of accounts, in place. Codes and requests older than an hour are
 * dropped.
 */
export function applyAccount(accounts: Accounts, record: AccountRecord): void {
  const state = accounts as AccountsState;
  const kind: { apply(state: object, record: object): void } = recordKinds[record.record];
  state.version += 1;
  dropOld(state, record.at);
  kind.apply(state, record);
}

// Both are ordered by time.
function dropOld({ codes, askings }: AccountsState, now: DateTime): void {
  const isOld = (at: DateTime): boolean => now.micros - at.micros > HOUR;
  const firstRecent = askings.findIndex(({ at }) => !isOld(at));
  askings.splice(0, firstRecent < 0 ? askings.length : firstRecent);
  for (const [email, { made_on }] of codes) {
    if (!isOld(made_on)) return;
    codes.delete(email);
  }
}
