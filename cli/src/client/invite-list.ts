import { type Invitation, invitationLinks, listInvitations } from '@parsec-spec/reference-client/enrolment';
import { explainCall } from '@parsec-spec/reference-client/explain';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { type DeviceOptions, openedSession } from './opened-session.ts';
import { printable } from '../main/printable.ts';

/** Options of `client invite list`. */
export interface InviteListOptions extends DeviceOptions {
  all?: boolean;
}

/**
 * `client invite list`: lists the open invitations that this user may greet; with `--all` also
 * those that have ended.
 */
export async function inviteList(context: Context, options: InviteListOptions): Promise<void> {
  const session = await openedSession(context, options);
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') throw failed(listed.outcome, explainCall(listed));
  const shown = listed.invitations.filter(({ status }) => options.all === true || status === 'PENDING');
  const facts = shown.map((invitation) => ({
    ...factsOf(invitation),
    ...(invitation.type !== 'SHAMIR_RECOVERY' &&
      linksOf(invitationLinks(session.device, invitation.type, invitation.token))),
  }));
  const lines = shown.map(lineOf);
  context.print({ invitations: facts }, lines.length === 0 ? 'No invitation is open.' : lines.join('\n'));
}

const linksOf = ({ link, httpLink }: ReturnType<typeof invitationLinks>) => ({
  link,
  link_as_http_redirection: httpLink,
});

const kinds = { USER: 'user', DEVICE: 'device', SHAMIR_RECOVERY: 'recovery' } as const;

/** Describes an invitation in one line. */
export function lineOf(invitation: Invitation): string {
  const { token, type, status, created_on, created_by } = invitation;
  const whose = type === 'USER' ? ` ${printable(invitation.claimer_email)}` : '';
  const by = created_by.type === 'USER' ? created_by.human_handle[1] : created_by.service_label;
  return `${hex(token)}  ${kinds[type]}${whose}  ${status}  by ${printable(by)}, ${created_on}`;
}

function factsOf(invitation: Invitation): object {
  const { token, type, status, created_on, created_by } = invitation;
  const by =
    created_by.type === 'USER'
      ? { id: created_by.user_id.hex, email: created_by.human_handle[0], name: created_by.human_handle[1] }
      : { service: created_by.service_label };
  return {
    token: hex(token),
    type,
    status,
    ...(type === 'USER' && { email: invitation.claimer_email }),
    created_on: String(created_on),
    created_by: by,
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
