import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import type { User } from '../state/index.ts';
import { invitationEvent, invitationOf, isClaimer, mayGreet } from './invitations.ts';

// Guards and effect shared by `invite_cancel` and `invite_complete`.

/** A command that ends an invitation. */
interface Ending {
  readonly state: Organization;
  readonly now: DateTime;
  readonly author: { readonly user: User };
  readonly request: { readonly token: Uint8Array };
}

/**
 * The users who may greet a user invitation may end it, and so may the invited person once enrolled
 * (INV-USER-16, INV-USER-20).
 */
export function endsAsGreeterOrClaimer({ state, author: { user }, request }: Ending) {
  const invitation = invitationOf(state, request.token);
  if (invitation?.type !== 'USER') return true;
  return mayGreet(invitation, user) || isClaimer(invitation, user) || notAllowed;
}

/** The owner of a device invitation may end it (INV-DEV-07, INV-DEV-08). */
export function endsAsOwner({ state, author: { user }, request }: Ending) {
  const invitation = invitationOf(state, request.token);
  if (invitation?.type !== 'DEVICE') return true;
  return isClaimer(invitation, user) || notAllowed;
}

const notAllowed = { status: 'author_not_allowed' } as const;

/**
 * The intents that set the final status of the invitation and send it to the users who may greet.
 */
export function endInvitation({ state, now, request }: Ending, status: 'CANCELLED' | 'FINISHED') {
  const invitation = invitationOf(state, request.token);
  const reply = { status: 'ok' } as const;
  if (invitation === undefined) return { reply };
  const { token } = invitation;
  return {
    reply,
    records: [{ record: 'invitation_ended', at: now, token, status } as const],
    events: [invitationEvent(state, invitation, status)],
  };
}
