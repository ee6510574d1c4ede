import type { UserUpdateCertificate } from '../certificates/index.ts';
import type { DateTime } from '../codec/index.ts';
import { constantTimeEqual } from '../crypto/index.ts';
import type { UserProfile } from '../scalars/index.ts';
import type { ChainProblem } from './certificates.ts';
import type { KnownDevice, KnownUser, OrganizationView } from './organization-view.ts';

/** The public keys of a client, and its own entries in the certificates. */
export interface OwnKeyFacts {
  /** Undefined if no certificate introduces it. */
  readonly user: KnownUser | undefined;
  readonly device: KnownDevice | undefined;
  readonly publicKey: Uint8Array;
  readonly verifyKey: Uint8Array;
}

/** What a client notices about a server that omits, delays or repeats. */
export const trustRules = {
  /** The certificates with which a client begins. */
  'client-trust/keeps-accepted': <Held>(accepted: Held): Held => accepted,

  /** `dropped`, `fetched`: digests of the certificates before and after. */
  'client-trust/refetched-history-is-whole': (
    dropped: readonly string[],
    fetched: readonly string[],
  ): true | ChainProblem => dropped.every((digest, at) => digest === fetched[at]) || 'history-shortened',

  'client-trust/own-keys': ({ user, device, publicKey, verifyKey }: OwnKeyFacts): true | ChainProblem => {
    if (user === undefined || device === undefined) return 'own-device';
    const isOwn =
      device.userId.hex === user.id.hex &&
      constantTimeEqual(verifyKey, device.verifyKey) &&
      constantTimeEqual(publicKey, user.publicKey);
    return isOwn || 'own-device';
  },

  /** Whether the certificates after a revocation contain it. */
  'client-trust/revocation-is-looked-up': (user: KnownUser | undefined): boolean =>
    user?.revokedOn !== undefined,

  /** Whether the certificates after an event contain the announced one. */
  'client-trust/announced-certificate-is-looked-up': (latest: DateTime, announced: DateTime): boolean =>
    latest.micros >= announced.micros,

  /** The profile of a user after a change. */
  'client-trust/shows-certified-profiles': (change: UserUpdateCertificate): UserProfile => change.new_profile,

  /** Whether the user is told that a sequester authority can read all data. */
  'client-trust/shows-authority': ({ sequesteredOn }: OrganizationView): boolean =>
    sequesteredOn !== undefined,
} as const;
