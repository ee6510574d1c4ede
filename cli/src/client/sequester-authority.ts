import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CliError } from '../main/cli-error.ts';

/**
 * Reads the public key (SPKI DER) of a sequester authority from a PEM file. Null without a file:
 * the organization then never has an authority.
 */
export function sequesterAuthority(file: string | undefined): Uint8Array | null {
  if (file === undefined) return null;
  try {
    const key = createPublicKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'rsa') throw new Error('it is not an RSA key');
    return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-option', `--sequester-key ${file}: ${message}`, 'give an RSA public key as PEM');
  }
}
