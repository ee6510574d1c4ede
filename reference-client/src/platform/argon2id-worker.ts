import type { Argon2idParameters } from '@parsec-spec/spec/crypto';
import { hashWasmArgon2id } from '../argon2id.ts';

/** A password to hash. */
export interface HashJob {
  readonly id: number;
  readonly password: Uint8Array;
  readonly parameters: Argon2idParameters;
}

/** Its key, or the message of the error. */
export type HashAnswer =
  | { readonly id: number; readonly key: Uint8Array }
  | { readonly id: number; readonly error: string };

addEventListener('message', async ({ data }: MessageEvent<HashJob>) => {
  const { id, password, parameters } = data;
  try {
    postMessage({ id, key: await hashWasmArgon2id(password, parameters) } satisfies HashAnswer);
  } catch (error) {
    postMessage({ id, error: String(error) } satisfies HashAnswer);
  } finally {
    password.fill(0);
  }
});
