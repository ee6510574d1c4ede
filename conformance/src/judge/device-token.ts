import type { Device } from '../cast/index.ts';
import type { SigningKey } from '../keys/index.ts';
import type { Instant } from '../wire/index.ts';

/**
 * Deviations of a hostile caller from an honest device token. Each part is the literal text on the
 * wire.
 */
export interface TokenChange {
  readonly prefix?: string;
  readonly deviceId?: string;
  readonly timestamp?: string;
  /** Another signer than the device. */
  readonly signedBy?: SigningKey;
  /** Changes the 64 signature bytes. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** Changes the text of the signature. */
  readonly signatureText?: (text: string) => string;
  /** Replaces the signed part after it was signed. */
  readonly afterwards?: (signed: string) => string;
}

/**
 * `PARSEC-SIGN-ED25519.<device id>.<seconds>.<base64url signature, padded>` (AUTH-01), without the
 * word Bearer.
 */
export function deviceToken(device: Device, at: Instant, change: TokenChange = {}): string {
  const signed = `${change.prefix ?? 'PARSEC-SIGN-ED25519'}.${change.deviceId ?? device.id.hex}.${change.timestamp ?? at.seconds}`;
  const honest = (change.signedBy ?? device.key).sign(Buffer.from(signed));
  const bytes = change.signature?.(honest) ?? honest;
  const text = Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return `${change.afterwards?.(signed) ?? signed}.${change.signatureText?.(text) ?? text}`;
}
