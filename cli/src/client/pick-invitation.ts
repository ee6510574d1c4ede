import { listInvitations } from '@parsec-spec/reference-client/enrolment';
import { explainCall } from '@parsec-spec/reference-client/explain';
import type { Session } from '@parsec-spec/reference-client/journeys';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import { failed } from './failed.ts';
import { lineOf } from './invite-list.ts';

/** Lets the user choose an open invitation from a list and returns its token. */
export async function pickInvitation(session: Session, asker: Asker): Promise<Uint8Array> {
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') throw failed(listed.outcome, explainCall(listed));
  const choices = listed.invitations
    .filter(({ type, status }) => status === 'PENDING' && type !== 'SHAMIR_RECOVERY')
    .map((invitation) => ({ name: lineOf(invitation), value: invitation.token }));
  if (choices.length > 0) return asker.choose('Which invitation?', choices);
  const hint = '`client invite user EMAIL` or `client invite device` creates one';
  throw new CliError('invitation-unknown', 'no invitation is open', hint);
}
