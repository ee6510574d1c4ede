import type { DateTime } from '../codec/index.ts';
import type { AccountRecord } from './account-record.ts';
import type { Accounts, Asking, SentCode } from './accounts.ts';
import { countedAddress } from './counted-address.ts';
import type { Names } from './names.ts';

// The same shape, writable: here and nowhere else.
interface State {
  version: number;
  addresses: Names;
  auth_methods: Names;
  codes: Map<string, SentCode>;
  askings: Asking[];
}

/** Microseconds after which a code and an asking mean nothing any more. */
export const HOUR = 3_600_000_000n;

/** Takes in what happened beside the organizations, in place: deterministic, and the only writer. What is older than an hour is forgotten. */
export function applyAccount(accounts: Accounts, record: AccountRecord): void {
  const state = accounts as State;
  state.version += 1;
  forget(state, record.at);
  const { email } = record;
  switch (record.record) {
    case 'validation_mail_asked': {
      const { at, caller, code } = record;
      state.askings.push({ at, counted: countedAddress(email), caller });
      if (code === null) return;
      // At the end, where the newest ones are.
      state.codes.delete(email);
      state.codes.set(email, { code, made_on: at, failures: 0 });
      return;
    }
    case 'validation_code_failed': {
      const sent = state.codes.get(email);
      if (sent !== undefined) state.codes.set(email, { ...sent, failures: sent.failures + 1 });
      return;
    }
    case 'account_created':
      state.codes.delete(email);
      state.addresses.add(email);
      state.auth_methods.add(record.auth_method_id.hex);
  }
}

function forget({ codes, askings }: State, now: DateTime): void {
  const isOld = (at: DateTime): boolean => now.micros - at.micros > HOUR;
  const kept = askings.findIndex(({ at }) => !isOld(at));
  askings.splice(0, kept < 0 ? askings.length : kept);
  for (const [email, { made_on }] of codes) {
    if (!isOld(made_on)) return;
    codes.delete(email);
  }
}
