import { type Certificate, signCertificate } from '@parsec-spec/spec/certificates';
import type { KnownUser, OrganizationView } from '@parsec-spec/spec/client-rules';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/scalars';
import { type CallFailure, call, type Outcome, rulesOf } from '../call/call.ts';
import { type CertificateRefusal, certificateRefusal, sendCertificate } from './send-certificate.ts';
import { connectionOf, type Session } from './session.ts';
import { syncCertificates } from './sync-certificates.ts';

/** The result of changing another user. */
export type MemberChanged =
  | { outcome: 'done' }
  /** The server accepted the revocation, and its certificates do not contain it. */
  | { outcome: 'not-served' }
  /** Users cannot revoke themselves or change their own profile. Nothing was sent. */
  | { outcome: 'oneself' }
  | { outcome: 'may-not-change' }
  | { outcome: 'user-unknown' }
  /** The user is already revoked. */
  | { outcome: 'revoked-before' }
  /** The user already has this profile. */
  | { outcome: 'profile-held' }
  | CertificateRefusal
  | CallFailure;

/**
 * Revokes a user permanently. All of their devices are refused (USER-26). The certificates are then
 * fetched, to see that the server serves the revocation (CLIENT-03).
 */
export async function revokeUser(session: Session, userId: Uuid): Promise<MemberChanged> {
  const result = await sendRevocation(session, userId);
  if (result.outcome !== 'done') return result;
  const synced = await syncCertificates(session);
  const isRevoked = rulesOf(session)['client-trust/revocation-is-looked-up'];
  const isServed = synced.outcome !== 'synced' || isRevoked?.(synced.view.users.get(userId.hex)) !== false;
  return isServed ? result : { outcome: 'not-served' };
}

const sendRevocation = (session: Session, userId: Uuid): Promise<MemberChanged> =>
  change(session, userId, async (timestamp, author) =>
    call(connectionOf(session), 'authenticated', {
      cmd: 'user_revoke',
      revoked_user_certificate: await signed(
        session,
        rulesOf(session)['client-certificates/revocation-is-coherent']({ author, timestamp }, userId),
      ),
    }),
  );

/** Changes the profile of a user (USER-22). */
export function setProfile(session: Session, userId: Uuid, profile: UserProfile): Promise<MemberChanged> {
  return change(session, userId, async (timestamp, author) =>
    call(connectionOf(session), 'authenticated', {
      cmd: 'user_update',
      user_update_certificate: await signed(session, {
        type: 'user_update_certificate',
        author,
        timestamp,
        user_id: userId,
        new_profile: profile,
      }),
    }),
  );
}

type Changing = 'user_revoke' | 'user_update';

async function change<C extends Changing>(
  session: Session,
  userId: Uuid,
  send: (timestamp: DateTime, author: Uuid) => Promise<Outcome<C>>,
): Promise<MemberChanged> {
  const { device_id, user_id } = session.device;
  if (user_id.equals(userId)) return { outcome: 'oneself' };
  const answer: Outcome<Changing> = await sendCertificate<C>(session, (timestamp) =>
    send(timestamp, device_id),
  );
  return answer.outcome === 'reply' ? changed(answer.reply) : answer;
}

const signed = ({ crypto, device }: Session, certificate: Certificate) =>
  signCertificate(crypto, device.signing_key, certificate);

function changed(reply: Extract<Outcome<Changing>, { outcome: 'reply' }>['reply']): MemberChanged {
  switch (reply.status) {
    case 'ok':
      return { outcome: 'done' };
    case 'author_not_allowed':
      return { outcome: 'may-not-change' };
    case 'user_not_found':
      return { outcome: 'user-unknown' };
    case 'user_revoked':
    case 'user_already_revoked':
      return { outcome: 'revoked-before' };
    case 'user_no_changes':
      return { outcome: 'profile-held' };
    default:
      return certificateRefusal(reply);
  }
}

/** The user that was found, or why none was. */
export type FoundMember =
  | { ok: true; user: KnownUser }
  | { ok: false; reason: 'none' | 'several'; candidates: readonly KnownUser[] };

/**
 * Finds a user by e-mail address, or by the first hex digits of the user id (four or more). Of
 * several users with one address the one that is not revoked is found.
 */
export function findMember(view: OrganizationView, name: string): FoundMember {
  const users = [...view.users.values()];
  const addressed = users.filter(({ handle }) => handle?.[0] === name);
  const current = addressed.filter(({ revokedOn }) => revokedOn === undefined);
  const [only] = current.length > 0 ? current : addressed;
  if (only !== undefined) return { ok: true, user: only };
  const digits = name.toLowerCase().replaceAll('-', '');
  // A shorter prefix is often ambiguous, or an ordinary word.
  const candidates = /^[0-9a-f]{4,}$/.test(digits) ? users.filter(({ id }) => id.hex.startsWith(digits)) : [];
  const [first] = candidates;
  if (first === undefined) return { ok: false, reason: 'none', candidates: [] };
  return candidates.length === 1 ? { ok: true, user: first } : { ok: false, reason: 'several', candidates };
}

/**
 * Lists the users that the administration of the server has frozen. Undefined if the server
 * refuses, which it does unless this user is an ADMIN (USER-30).
 */
export async function frozenUsers(session: Session): Promise<readonly Uuid[] | undefined> {
  const answer = await call(connectionOf(session), 'authenticated', { cmd: 'list_frozen_users' });
  return answer.outcome === 'reply' && answer.reply.status === 'ok' ? answer.reply.frozen_users : undefined;
}
