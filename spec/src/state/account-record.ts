import type { DateTime, Uuid } from '../codec/index.ts';
import type { AccountCreateProceedRequest } from '../generated/types.ts';

type Creation = Extract<
  AccountCreateProceedRequest['account_create_step'],
  { readonly step: 'NUMBER_1_CREATE' }
>;

/** Somebody asked for a mail with a code (SIGNUP-01). */
export interface ValidationMailAsked {
  readonly record: 'validation_mail_asked';
  readonly at: DateTime;
  readonly email: string;
  /** Network address of who asked; empty where it is not known. */
  readonly caller: string;
  /** Null: the address has an account, and gets none. */
  readonly code: string | null;
}

/** Somebody tried a wrong code (SIGNUP-17). */
export interface ValidationCodeFailed {
  readonly record: 'validation_code_failed';
  readonly at: DateTime;
  readonly email: string;
}

/** An account was opened, with the way to prove who one is and what opens its vault (SIGNUP-21). */
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

/** What happened at a server beside its organizations: the unit of its own journal. */
export type AccountRecord = ValidationMailAsked | ValidationCodeFailed | AccountCreated;
