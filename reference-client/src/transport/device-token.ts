import type { Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** The credentials of a device. */
export interface DeviceCredentials {
  deviceId: Uuid;
  /** Ed25519 seed, 32 bytes. */
  signingKey: Uint8Array;
}

/**
 * Creates the bearer token of a device (AUTH-01, spec/protocol/authentication.md):
 * `PARSEC-SIGN-ED25519.<device id>.<unix seconds>.<base64url, padded>`. The token can be replayed
 * within its window (AUTH-10), so it must only travel over TLS.
 */
export async function deviceToken(crypto: Crypto, device: DeviceCredentials, now: Date): Promise<string> {
  const signed = `PARSEC-SIGN-ED25519.${device.deviceId.hex}.${Math.trunc(now.getTime() / 1000)}`;
  const signature = await crypto.sign(device.signingKey, new TextEncoder().encode(signed));
  return `${signed}.${paddedBase64Url(signature)}`;
}

function paddedBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
