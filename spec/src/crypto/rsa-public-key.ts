import { createPublicKey } from 'node:crypto';

/** Are these bytes an RSA public key in SPKI DER, as a sequester authority has one (CERT-06)? Its size is not judged. */
export function isRsaPublicKey(der: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
