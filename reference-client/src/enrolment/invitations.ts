import type { InviteListReply } from '@parsec-spec/spec/commands';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { CallFailure } from '../greeting/index.ts';
import { connectionOf, type ClientEnvironment } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

type Asker = ClientEnvironment & { device: LocalDevice };

/** An invitation as the server lists it. */
export type Invitation = InviteListReply['invitations'][number];

/**
 * Lists the invitations that this user may greet, also those that have ended, oldest first
 * (INV-USER-12, INV-DEV-06).
 */
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

/**
 * Cancels an invitation. Its link then no longer works (INV-USER-16, INV-DEV-07).
 *
 * @param token 16 bytes
 */
export async function cancelInvitation(asker: Asker, token: Uint8Array): Promise<CancelledInvitation> {
  const answer = await call(connectionOf(asker), 'authenticated', { cmd: 'invite_cancel', token });
  return answer.outcome === 'reply' ? ends[answer.reply.status] : answer;
}

/**
 * Marks an invitation as used. The call is idempotent (INV-USER-19, INV-DEV-08). Returns whether
 * the invitation is closed now.
 *
 * @param token 16 bytes
 */
export async function completeInvitation(asker: Asker, token: Uint8Array): Promise<boolean> {
  const answer = await call(connectionOf(asker), 'authenticated', { cmd: 'invite_complete', token });
  if (answer.outcome !== 'reply') return false;
  return answer.reply.status === 'ok' || answer.reply.status === 'invitation_already_completed';
}
