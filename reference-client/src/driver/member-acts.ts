import type { OrganizationView } from '../certificates/organization-view.ts';
import { inviteDevice, inviteUser } from '../enrolment/invitations.ts';
import { explainCall } from '../explain/explain-call.ts';
import { explainMember } from '../explain/explain-member.ts';
import { findMember, revokeUser } from '../journeys/members.ts';
import type { Session } from '../journeys/session.ts';
import { syncCertificates } from '../journeys/sync-certificates.ts';
import { type ActResult, failedCall, logInEnded } from './act.ts';

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
  const ended =
    email === undefined ? await inviteDevice(session, false) : await inviteUser(session, email, false);
  if (ended.outcome === 'invited')
    return { code: 'ok', message: 'the invitation is open', facts: { link: ended.link } };
  if (ended.outcome === 'may-not-invite')
    return { code: 'other', message: 'only an administrator may invite people' };
  if (ended.outcome === 'member-already')
    return { code: 'other', message: 'a member of the organization already has this address' };
  return { code: failedCall(ended.outcome) ?? 'other', message: explainCall(ended).message };
}

/** Revokes the user with this address. */
export async function revokeAct(session: Session, email: string): Promise<ActResult> {
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return logInEnded({ ...synced, session, contradictions: [] });
  const found = findMember(synced.view, email);
  if (!found.ok)
    return { code: 'bad-input', message: `no user of the organization has the address ${email}` };
  const ended = await revokeUser(session, found.user.id);
  if (ended.outcome === 'done') return { code: 'ok', message: 'the user is revoked' };
  return { code: failedCall(ended.outcome) ?? 'other', message: explainMember(ended).message };
}
