import type { DateTime } from '../codec/index.ts';
import { recordKinds } from '../generated/records.ts';
import { type AccountRecordKind, type Accounts, type AccountsState, HOUR } from '../state/index.ts';

type Kinds = typeof recordKinds;
type EntryOf<Kind> = Kind extends AccountRecordKind<infer Entry> ? Entry : never;

/** Every record of the accounts of a server, the unit of their journal. */
export type AccountRecord = { [Name in keyof Kinds]: EntryOf<Kinds[Name]> }[keyof Kinds];

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
  const kept = askings.findIndex(({ at }) => !isOld(at));
  askings.splice(0, kept < 0 ? askings.length : kept);
  for (const [email, { made_on }] of codes) {
    if (!isOld(made_on)) return;
    codes.delete(email);
  }
}
