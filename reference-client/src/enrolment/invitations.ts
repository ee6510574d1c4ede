import type { InviteListReply } from '@parsec-spec/spec/commands';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { CallFailure } from '../greeting/index.ts';
import { connectionOf, type Means } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

type Asker = Means & { device: LocalDevice };

/** An invitation as the server lists it. */
export type Invitation = InviteListReply['invitations'][number];

/** The invitations that this user may greet, ended ones too, oldest first (INV-USER-12, INV-DEV-06). */
export async function listInvitations(
  asker: Asker,
): Promise<{ outcome: 'listed'; invitations: readonly Invitation[] } | CallFailure> {
  const answer = await call(connectionOf(asker), 'authenticated', { cmd: 'invite_list' });
  if (answer.outcome !== 'reply') return answer;
  return { outcome: 'listed', invitations: answer.reply.invitations };
}

export type CancelledInvitation =
  | { outcome: 'cancelled' }
  | { outcome: 'cancelled-before' }
  | { outcome: 'invitation-unknown' }
  | { outcome: 'invitation-completed' }
  | { outcome: 'may-not-cancel' }
  | CallFailure;

const ends = {
  ok: { outcome: 'cancelled' },
  invitation_not_found: { outcome: 'invitation-unknown' },
  invitation_completed: { outcome: 'invitation-completed' },
  invitation_already_cancelled: { outcome: 'cancelled-before' },
  author_not_allowed: { outcome: 'may-not-cancel' },
} as const;

/** Takes an invitation back: nobody can use its link any more (INV-USER-16, INV-DEV-07). */
export async function cancelInvitation(asker: Asker, token: Uint8Array): Promise<CancelledInvitation> {
  const answer = await call(connectionOf(asker), 'authenticated', { cmd: 'invite_cancel', token });
  return answer.outcome === 'reply' ? ends[answer.reply.status] : answer;
}

/** An invitation was used: it is over. Said again by whoever is late, it does no harm (INV-USER-19, INV-DEV-08). */
export async function completeInvitation(asker: Asker, token: Uint8Array): Promise<boolean> {
  const answer = await call(connectionOf(asker), 'authenticated', { cmd: 'invite_complete', token });
  if (answer.outcome !== 'reply') return false;
  return answer.reply.status === 'ok' || answer.reply.status === 'invitation_already_completed';
}
