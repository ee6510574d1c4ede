import type { TypesByName } from '@parsec-spec/spec/validate';
import { formatInvitationRedirection, formatInvitationUrl, parseServerUrl } from '@parsec-spec/spec/urls';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { CallFailure } from '../greeting/index.ts';
import { connectionOf, type ClientEnvironment } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

type Inviter = ClientEnvironment & { device: LocalDevice };

/** An open invitation: its token, its link in both forms, and the status of the mail. */
export interface Invited {
  readonly token: Uint8Array;
  readonly link: string;
  readonly httpLink: string;
  /** The status of the mail that the server reports; undefined if no mail was requested. */
  readonly mail: TypesByName['EmailSentStatus'] | undefined;
}

export type Inviting =
  | ({ outcome: 'invited' } & Invited)
  | { outcome: 'may-not-invite' }
  | { outcome: 'member-already' }
  | CallFailure;

/**
 * Invites a person by e-mail address (INV-USER-01). If an invitation of that address is already
 * open the server returns that one (INV-USER-05).
 *
 * @param sendMail whether the server mails the link
 * @example
 * ```ts
 * const invited = await inviteUser(session, 'bob@example.com', true);
 * if (invited.outcome === 'invited') console.log(invited.link);
 * ```
 */
export async function inviteUser(inviter: Inviter, email: string, sendMail: boolean): Promise<Inviting> {
  const answer = await call(connectionOf(inviter), 'authenticated', {
    cmd: 'invite_new_user',
    claimer_email: email,
    send_email: sendMail,
  });
  if (answer.outcome !== 'reply') return answer;
  const { reply } = answer;
  if (reply.status === 'author_not_allowed') return { outcome: 'may-not-invite' };
  if (reply.status === 'claimer_email_already_enrolled') return { outcome: 'member-already' };
  return invited(inviter, 'USER', reply.token, sendMail ? reply.email_sent : undefined);
}

/**
 * Invites another device of the session's user (INV-DEV-01).
 *
 * @param sendMail whether the server mails the link to the user's own address
 */
export async function inviteDevice(inviter: Inviter, sendMail: boolean): Promise<Inviting> {
  const answer = await call(connectionOf(inviter), 'authenticated', {
    cmd: 'invite_new_device',
    send_email: sendMail,
  });
  if (answer.outcome !== 'reply') return answer;
  const { token, email_sent } = answer.reply;
  return invited(inviter, 'DEVICE', token, sendMail ? email_sent : undefined);
}

/**
 * Formats the link of an invitation as `parsec3:` link and as HTTP redirection.
 *
 * @param token 16 bytes
 */
export function invitationLinks(
  device: LocalDevice,
  type: 'USER' | 'DEVICE',
  token: Uint8Array,
): Pick<Invited, 'link' | 'httpLink'> {
  const server = parseServerUrl(device.server_url);
  if (!server.ok) throw new TypeError('the server address of the device is not valid');
  const address = { server: server.address, organization: device.organization_id, type, token };
  return { link: formatInvitationUrl(address), httpLink: formatInvitationRedirection(address) };
}

const invited = (
  { device }: Inviter,
  type: 'USER' | 'DEVICE',
  token: Uint8Array,
  mail: Invited['mail'],
): Inviting => ({ outcome: 'invited', token, ...invitationLinks(device, type, token), mail });
