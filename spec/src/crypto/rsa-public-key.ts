import { createPublicKey } from 'node:crypto';

/**
 * Whether these bytes are an RSA public key in SPKI DER, as of a sequester authority (CERT-06). The
 * size of the key is not checked.
 */
export function isRsaPublicKey(der: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
