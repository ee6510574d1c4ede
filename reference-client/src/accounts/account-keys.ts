import { Uuid } from '@parsec-spec/spec/codec';
import { type Crypto, defaultArgon2id, deriveIdentifier, deriveSecretKey } from '@parsec-spec/spec/crypto';
import { writeDocument } from '@parsec-spec/spec/certificates';
import type { PasswordCost } from '../device-files/index.ts';

/**
 * The keys of an account (spec/protocol/client-keys.md). The server can verify with them that a
 * client knows the password. It never learns the password.
 */
export interface AccountKeys {
  readonly auth_method_id: Uuid;
  readonly auth_method_mac_key: Uint8Array;
  readonly auth_method_password_algorithm: {
    readonly type: 'ARGON2ID';
    readonly opslimit: number;
    readonly memlimit_kb: number;
    readonly parallelism: number;
  };
  /** The key of the account's vault, encrypted with a key derived from the password. */
  readonly vault_key_access: Uint8Array;
}

const utf8 = new TextEncoder();
const repeatedDigitUuid = (digit: string): Uint8Array =>
  Uuid.parse(digit.repeat(32))?.bytes ?? new Uint8Array(16);

/**
 * Derives the keys of an account from its e-mail address and password. The salt depends only on the
 * address, so that a client without any file derives the same keys.
 *
 * @param email in its normal form; it is part of the salt
 * @param cost cost of Argon2id; default: the cost that Scille's client uses
 * @throws CryptoError `argon2id-parameters` if the cost is out of range
 */
export async function accountKeys(
  crypto: Crypto,
  email: string,
  password: string,
  cost: PasswordCost = defaultArgon2id,
): Promise<AccountKeys> {
  const { memlimitKib, opslimit, parallelism } = cost;
  const passwordBytes = utf8.encode(password);
  const master = await crypto.argon2id(passwordBytes, {
    ...{ memlimitKib, opslimit, parallelism },
    salt: crypto.blake2b(utf8.encode(`PARSEC_PASSWORD_ARGON2ID.${email}`), { size: 16 }),
  });
  passwordBytes.fill(0);
  const vault = deriveSecretKey(master, repeatedDigitUuid('2'));
  const keys = {
    auth_method_id: Uuid.of(deriveIdentifier(master, repeatedDigitUuid('0'))),
    auth_method_mac_key: deriveSecretKey(master, repeatedDigitUuid('1')),
    auth_method_password_algorithm: { type: 'ARGON2ID', opslimit, memlimit_kb: memlimitKib, parallelism },
    vault_key_access: sealedVaultKey(crypto, vault),
  } as const;
  master.fill(0);
  vault.fill(0);
  return keys;
}

// This client stores nothing in the vault, so the sealed key is random and unused.
function sealedVaultKey(crypto: Crypto, key: Uint8Array): Uint8Array {
  const content = { type: 'account_vault_key_access', vault_key: crypto.randomBytes(32) };
  return crypto.secretboxSeal(key, crypto.randomBytes(24), writeDocument(content));
}
