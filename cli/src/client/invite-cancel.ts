import { cancelInvitation } from '@parsec-spec/reference-client/enrolment';
import { explainMember } from '@parsec-spec/reference-client/explain';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { invitationToken } from './invitation-token.ts';
import { type DeviceOptions, openedSession } from './opened-session.ts';

/** `client invite cancel [TOKEN]`: cancels an invitation, whose link then no longer works. */
export async function inviteCancel(
  context: Context,
  given: string | undefined,
  options: DeviceOptions,
): Promise<void> {
  const token = await invitationToken(given, context.asker);
  const ended = await cancelInvitation(await openedSession(context, options), token);
  if (ended.outcome !== 'cancelled') throw failed(ended.outcome, explainMember(ended));
  const hex = Buffer.from(token).toString('hex');
  context.print(
    { token: hex, status: 'CANCELLED' },
    'The invitation is cancelled: its link no longer works.',
  );
}
