import type { OrganizationView } from '@parsec-spec/spec/client-rules';
import { inviteDevice, inviteUser } from '../enrolment/invitations.ts';
import { explainCall } from '../explain/explain-call.ts';
import { explainMember } from '../explain/explain-member.ts';
import { findMember, revokeUser } from '../journeys/members.ts';
import type { Session } from '../journeys/session.ts';
import { syncCertificates } from '../journeys/sync-certificates.ts';
import { type ActResult, failedCall, logInResult } from './act.ts';

/** The users of an organization, as the contract of clients lists them. */
export const usersOf = ({ users }: OrganizationView) =>
  [...users.values()].map(({ handle, profile, revokedOn }) => ({
    email: handle?.[0] ?? null,
    name: handle?.[1] ?? null,
    profile,
    revoked: revokedOn !== undefined,
  }));

/** Invites a person, or another device of the same user. */
export async function inviteAct(session: Session, email: string | undefined): Promise<ActResult> {
  const result =
    email === undefined ? await inviteDevice(session, false) : await inviteUser(session, email, false);
  if (result.outcome === 'invited')
    return { code: 'ok', message: 'the invitation is open', facts: { link: result.link } };
  if (result.outcome === 'may-not-invite')
    return { code: 'other', message: 'only an administrator may invite people' };
  if (result.outcome === 'member-already')
    return { code: 'other', message: 'a member of the organization already has this address' };
  return { code: failedCall(result.outcome) ?? 'other', message: explainCall(result).message };
}

/** Revokes the user with this address. */
export async function revokeAct(session: Session, email: string): Promise<ActResult> {
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return logInResult({ ...synced, session, contradictions: [] });
  const match = findMember(synced.view, email);
  // `findMember` also reads ids.
  if (!match.ok || match.user.handle?.[0] !== email)
    return { code: 'bad-input', message: `no user of the organization has the address ${email}` };
  const result = await revokeUser(session, match.user.id);
  if (result.outcome === 'done') return { code: 'ok', message: 'the user is revoked' };
  return { code: failedCall(result.outcome) ?? 'other', message: explainMember(result).message };
}
