import { loadCertificate, redact } from '@parsec-spec/spec/certificates';
import {
  type ChainProblem,
  emptyView,
  type KnownDevice,
  type KnownUser,
  type OrganizationView,
} from '@parsec-spec/spec/client-rules';
import { base64Of, encode } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { call, type Outcome, rulesOf } from '../call/call.ts';
import {
  type CertificateBatch,
  type ChainRefusal,
  type VerifiedChain,
  verifyChain,
} from '../certificates/verify-chain.ts';
import { connectionOf, type Session } from './session.ts';

/** The outcome of `certificate_get` without a reply. */
export type SyncFailure = Exclude<Outcome<'certificate_get'>, { outcome: 'reply' }>;

/** The result of fetching and verifying the certificates of an organization. */
export type Synced =
  | {
      outcome: 'synced';
      view: OrganizationView;
      /** The user of this device with its current profile. */
      user: KnownUser;
      device: KnownDevice;
      /**
       * The certificates were dropped and fetched again, because the profile changed to or from
       * OUTSIDER (CERT-26).
       */
      anew: boolean;
    }
  /**
   * The server served invalid certificates. The certificates verified before are kept (CERT-21).
   */
  | { outcome: 'history-refused'; refusal: ChainRefusal }
  | SyncFailure;

interface Held {
  batch: CertificateBatch;
  view: OrganizationView;
  /** The digests of a dropped history. */
  dropped?: readonly string[] | undefined;
}

/**
 * Fetches the certificates that are new to this device, verifies the whole chain from the root key
 * on, and stores it (CERT-21 … CERT-26).
 *
 * @example
 * ```ts
 * const synced = await syncCertificates(session);
 * if (synced.outcome === 'synced') console.log(synced.view.users.size);
 * ```
 */
export async function syncCertificates(session: Session): Promise<Synced> {
  const accepted = await loadVerified(session);
  const stored = rulesOf(session)['client-trust/keeps-accepted']?.(accepted) ?? nothingHeld(session);
  const fetched = await fetchAfter(session, stored);
  if ('outcome' in fetched) return fetched;
  if (await isShortened(session, fetched, stored.dropped)) return shortened(fetched.view);
  const identity = await findOwnDevice(session, fetched.view);
  if (identity === undefined) return refusedHistory('own-device', 'the device’s own certificates');
  const before = stored.view.users.get(session.device.user_id.hex)?.profile;
  const mustRefetch = rulesOf(session)['client-certificates/outsider-switch-refetches'];
  if (before === undefined || !mustRefetch?.(before, identity.user.profile)) {
    await session.store.save(fetched.batch);
    return { outcome: 'synced', view: fetched.view, ...identity, anew: false };
  }
  return fetchAnew(session, fetched);
}

// The stored certificates are in the form for the other kind of profile, with or without names.
// Their digests are remembered, so that the server cannot hide a certificate such as a revocation.
async function fetchAnew(session: Session, before: Held): Promise<Synced> {
  const dropped = await digestsOf(session.crypto, before.batch);
  await session.store.drop(dropped);
  const fetched = await fetchAfter(session, nothingHeld(session));
  if ('outcome' in fetched) return fetched;
  if (await isShortened(session, fetched, dropped)) return shortened(fetched.view);
  const identity = await findOwnDevice(session, fetched.view);
  if (identity === undefined) return refusedHistory('own-device', 'the device’s own certificates');
  await session.store.save(fetched.batch);
  return { outcome: 'synced', view: fetched.view, ...identity, anew: true };
}

async function isShortened(
  session: Session,
  { batch }: Held,
  dropped: readonly string[] = [],
): Promise<boolean> {
  if (dropped.length === 0) return false;
  const digests = await digestsOf(session.crypto, batch);
  return (
    rulesOf(session)['client-trust/refetched-history-is-whole']?.(dropped, digests) === 'history-shortened'
  );
}

/**
 * A digest of each common certificate, the same in its full and its redacted form. Each holds the two
 * names, also of types that have none, so that stored digests stay valid.
 */
const digestsOf = (crypto: Crypto, { common }: CertificateBatch): Promise<readonly string[]> =>
  Promise.all(
    common.map(async (bytes) => {
      const loaded = loadCertificate(bytes.subarray(64));
      const nameless = loaded.ok && { ...redact(loaded.certificate), human_handle: null, device_label: null };
      return base64Of(await crypto.sha256(encode(nameless)));
    }),
  );

const shortened = ({ latest }: OrganizationView): Synced =>
  refusedHistory('history-shortened', `it ends at ${latest}`);

const nothingHeld = ({ device }: Session): Held => ({
  batch: { common: [], sequester: [] },
  view: emptyView(device.root_verify_key),
});

// The store is not trusted: its content is verified like a reply and dropped if it is not valid.
async function loadVerified(session: Session): Promise<Held> {
  const empty = nothingHeld(session);
  const { dropped, ...batch } = await session.store.load();
  const verified = await verifyChain(session.crypto, empty.view, batch, rulesOf(session));
  return { ...(verified.ok ? { batch, view: verified.view } : empty), dropped };
}

async function fetchAfter(
  session: Session,
  held: Held,
): Promise<Held | Exclude<Synced, { outcome: 'synced' }>> {
  const answer = await call(connectionOf(session), 'authenticated', {
    cmd: 'certificate_get',
    common_after: held.view.latest ?? null,
    sequester_after: held.view.sequesteredOn ?? null,
    shamir_recovery_after: null,
    realm_after: new Map(),
  });
  if (answer.outcome !== 'reply') return answer;
  const fresh: CertificateBatch = {
    common: answer.reply.common_certificates,
    sequester: answer.reply.sequester_certificates,
  };
  const verified: VerifiedChain = await verifyChain(session.crypto, held.view, fresh, rulesOf(session));
  if (!verified.ok) return { outcome: 'history-refused', refusal: verified };
  const batch = {
    common: [...held.batch.common, ...fresh.common],
    // Only the certificate of the authority is stored, because only it is read.
    sequester: [...held.batch.sequester, ...fresh.sequester].slice(0, 1),
  };
  return { batch, view: verified.view };
}

function refusedHistory(problem: ChainProblem, detail: string): Synced {
  return {
    outcome: 'history-refused',
    refusal: { ok: false, problem, topic: 'common', index: undefined, detail },
  };
}

/**
 * Finds the user and the device of this client in the verified certificates; undefined if the
 * certificates have other keys for them, which means that the server is dishonest.
 */
async function findOwnDevice(
  session: Session,
  view: OrganizationView,
): Promise<{ user: KnownUser; device: KnownDevice } | undefined> {
  const { crypto, device: own } = session;
  const user = view.users.get(own.user_id.hex);
  const device = view.devices.get(own.device_id.hex);
  const verifyKey = await crypto.verifyKeyOf(own.signing_key);
  const publicKey = await crypto.publicKeyOf(own.private_key);
  const isOwn = rulesOf(session)['client-trust/own-keys']?.({ user, device, verifyKey, publicKey }) ?? true;
  return isOwn === true && user && device ? { user, device } : undefined;
}
