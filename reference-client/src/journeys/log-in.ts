import type { CertificateStore } from '../certificates/certificate-store.ts';
import { type OpenedDevice, openDevice, type Secret } from '../device-files/open-device.ts';
import type { ClientEnvironment, Session } from './session.ts';
import { type Synced, syncCertificates } from './sync-certificates.ts';

/** A log-in with a device file. */
export interface LogIn extends ClientEnvironment {
  /** Path of the device file. */
  path: string;
  secret: Secret;
  /** Returns the store of a device's certificates. Called when the device is known. */
  storeOf: (deviceId: string) => CertificateStore;
}

/**
 * The result of a log-in. `contradictions`: the clear fields of the file that its sealed content
 * contradicts.
 */
export type LoggedIn =
  | { outcome: 'not-opened'; refusal: Extract<OpenedDevice, { ok: false }> }
  | (Synced & { session: Session; contradictions: readonly string[] });

/**
 * Opens a device file, calls the server as that device, and verifies the certificates of the
 * organization (KEYS-08).
 *
 * @example
 * ```ts
 * const secret = { kind: 'password', password } as const;
 * const ended = await logIn({ crypto, path, secret, storeOf: () => memoryStore() });
 * if (ended.outcome === 'synced') console.log(ended.user.profile);
 * ```
 */
export async function logIn(login: LogIn): Promise<LoggedIn> {
  const opened = await openDevice(login.crypto, login.path, login.secret, login.rules);
  if (!opened.ok) return { outcome: 'not-opened', refusal: opened };
  opened.plain.fill(0);
  const { device, contradictions } = opened;
  const { crypto, transport, now, rules } = login;
  const session = { crypto, transport, now, rules, device, store: login.storeOf(device.device_id.hex) };
  return { ...(await syncCertificates(session)), session, contradictions };
}
