import type { DateTime } from '@parsec-spec/spec/codec';
import {
  type CertificateBatch,
  type ChainFault,
  type ChainRefusal,
  emptyView,
  type KnownDevice,
  type KnownUser,
  type OrganizationView,
  type VerifiedChain,
  verifyChain,
} from '../certificates/index.ts';
import { call, type Outcome } from '../transport/index.ts';
import { ownPlace } from './own-place.ts';
import { connectionOf, type Session } from './session.ts';

/** Any end of `certificate_get` but its reply. */
export type SyncFailure = Exclude<Outcome<'certificate_get'>, { outcome: 'reply' }>;

export type Synced =
  | {
      outcome: 'synced';
      view: OrganizationView;
      /** Who we are, as the verified certificates say: the profile is today's. */
      user: KnownUser;
      device: KnownDevice;
      /** All was dropped and fetched anew, as the profile came from or went to OUTSIDER (CERT-26). */
      anew: boolean;
    }
  /** The server served what does not hold; what was known before is kept (CERT-21). */
  | { outcome: 'lying-server'; refusal: ChainRefusal }
  | SyncFailure;

interface Held {
  batch: CertificateBatch;
  view: OrganizationView;
  /** Of a history that was dropped. */
  reaching?: DateTime | undefined;
}

/** Fetches the certificates that are new to this device, verifies the whole chain from the root key on, and keeps them (CERT-21 … CERT-26). */
export async function syncCertificates(session: Session): Promise<Synced> {
  const held = await stored(session);
  const fetched = await fetchAfter(session, held);
  if ('outcome' in fetched) return fetched;
  if (isShorter(fetched.view, held.reaching)) return shortened(fetched.view);
  const place = await ownPlace(session.crypto, session.device, fetched.view);
  if (place === undefined) return lie('own-device', 'the device’s own certificates');
  const before = held.view.users.get(session.device.user_id.hex)?.profile;
  const changed = before !== undefined && (before === 'OUTSIDER') !== (place.user.profile === 'OUTSIDER');
  if (!changed) {
    await session.store.save(fetched.batch);
    return { outcome: 'synced', view: fetched.view, ...place, anew: false };
  }
  return fetchAnew(session, fetched);
}

// The names in the certificates kept so far are those of the other kind of profile. How far they reached is remembered: who has nothing
// believes a history in which, say, a revocation is missing.
async function fetchAnew(session: Session, before: Held): Promise<Synced> {
  await session.store.drop(before.view.latest);
  const fetched = await fetchAfter(session, nothingHeld(session));
  if ('outcome' in fetched) return fetched;
  if (isShorter(fetched.view, before.view.latest)) return shortened(fetched.view);
  const place = await ownPlace(session.crypto, session.device, fetched.view);
  if (place === undefined) return lie('own-device', 'the device’s own certificates');
  await session.store.save(fetched.batch);
  return { outcome: 'synced', view: fetched.view, ...place, anew: true };
}

const isShorter = ({ latest }: OrganizationView, reaching: DateTime | undefined): boolean =>
  reaching !== undefined && (latest === undefined || latest.micros < reaching.micros);

const shortened = ({ latest }: OrganizationView): Synced => lie('history-shortened', `it ends at ${latest}`);

const nothingHeld = ({ device }: Session): Held => ({
  batch: { common: [], sequester: [] },
  view: emptyView(device.root_verify_key),
});

// A store is no authority: what it holds is verified like a reply, and dropped when it does not hold.
async function stored(session: Session): Promise<Held> {
  const nothing = nothingHeld(session);
  const { reaching, ...batch } = await session.store.load();
  const verified = await verifyChain(session.crypto, nothing.view, batch);
  return { ...(verified.ok ? { batch, view: verified.view } : nothing), reaching };
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
  const verified: VerifiedChain = await verifyChain(session.crypto, held.view, fresh);
  if (!verified.ok) return { outcome: 'lying-server', refusal: verified };
  const batch = {
    common: [...held.batch.common, ...fresh.common],
    // Only the authority is kept: it alone is read.
    sequester: [...held.batch.sequester, ...fresh.sequester].slice(0, 1),
  };
  return { batch, view: verified.view };
}

function lie(fault: ChainFault, detail: string): Synced {
  return {
    outcome: 'lying-server',
    refusal: { ok: false, fault, topic: 'common', index: undefined, detail },
  };
}
