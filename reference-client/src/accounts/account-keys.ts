import { Uuid } from '@parsec-spec/spec/codec';
import { type Crypto, defaultArgon2id, deriveIdentifier, deriveSecretKey } from '@parsec-spec/spec/crypto';
import { writeDocument } from '@parsec-spec/spec/certificates';
import type { PasswordCost } from '../device-files/index.ts';

/** What an account is opened with: the server can tell by it whether somebody knows the password, and never learns it (spec/protocol/client-keys.md). */
export interface AccountKeys {
  readonly auth_method_id: Uuid;
  readonly auth_method_mac_key: Uint8Array;
  readonly auth_method_password_algorithm: {
    readonly type: 'ARGON2ID';
    readonly opslimit: number;
    readonly memlimit_kb: number;
    readonly parallelism: number;
  };
  /** The key of the account's vault, sealed under the password. */
  readonly vault_key_access: Uint8Array;
}

const salt = new TextEncoder();
const fixed = (digit: string): Uint8Array => Uuid.parse(digit.repeat(32))?.bytes ?? new Uint8Array(16);

/** Derives them from address and password. Each address has a salt of its own, so that a client without any file finds the keys again. */
export async function accountKeys(
  crypto: Crypto,
  email: string,
  password: string,
  cost: PasswordCost = defaultArgon2id,
): Promise<AccountKeys> {
  const { memlimitKib, opslimit, parallelism } = cost;
  const typed = new TextEncoder().encode(password);
  const master = await crypto.argon2id(typed, {
    ...{ memlimitKib, opslimit, parallelism },
    salt: crypto.blake2b(salt.encode(`PARSEC_PASSWORD_ARGON2ID.${email}`), { size: 16 }),
  });
  typed.fill(0);
  const vault = deriveSecretKey(master, fixed('2'));
  const keys = {
    auth_method_id: Uuid.of(deriveIdentifier(master, fixed('0'))),
    auth_method_mac_key: deriveSecretKey(master, fixed('1')),
    auth_method_password_algorithm: { type: 'ARGON2ID', opslimit, memlimit_kb: memlimitKib, parallelism },
    vault_key_access: sealedVaultKey(crypto, vault),
  } as const;
  master.fill(0);
  vault.fill(0);
  return keys;
}

// Nothing is kept in the vault by this client; whoever opens it finds a key nobody used yet.
function sealedVaultKey(crypto: Crypto, key: Uint8Array): Uint8Array {
  const content = { type: 'account_vault_key_access', vault_key: crypto.randomBytes(32) };
  return crypto.secretboxSeal(key, crypto.randomBytes(24), writeDocument(content));
}
