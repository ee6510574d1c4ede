import type { DateTime, Uuid } from '../../../src/codec/index.ts';
import type { AccountCreateProceedRequest } from '../../../src/generated/types.ts';
import { accountRecordKind } from '../../../src/state/index.ts';

type Creation = Extract<
  AccountCreateProceedRequest['account_create_step'],
  { readonly step: 'NUMBER_1_CREATE' }
>;

/** A wrong code was tried (SIGNUP-17). */
export interface ValidationCodeFailed {
  readonly record: 'validation_code_failed';
  readonly at: DateTime;
  readonly email: string;
}

export const validation_code_failed = accountRecordKind<ValidationCodeFailed>({
  apply({ codes }, { email }) {
    const code = codes.get(email);
    if (code !== undefined) codes.set(email, { ...code, failures: code.failures + 1 });
  },
});

/** An account was created, with its authentication method and the key of its vault (SIGNUP-21). */
export interface AccountCreated {
  readonly record: 'account_created';
  readonly at: DateTime;
  readonly email: string;
  readonly label: string;
  readonly auth_method_id: Uuid;
  readonly auth_method_mac_key: Uint8Array;
  readonly auth_method_password_algorithm: Creation['auth_method_password_algorithm'];
  readonly vault_key_access: Uint8Array;
}

export const account_created = accountRecordKind<AccountCreated>({
  apply({ codes, addresses, auth_methods }, { email, auth_method_id }) {
    codes.delete(email);
    addresses.add(email);
    auth_methods.add(auth_method_id.hex);
  },
});
