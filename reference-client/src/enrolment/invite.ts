import type { TypesByName } from '@parsec-spec/spec/validate';
import { formatInvitationRedirection, formatInvitationUrl, parseServerUrl } from '@parsec-spec/spec/urls';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { CallFailure } from '../greeting/index.ts';
import { connectionOf, type Means } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

type Inviter = Means & { device: LocalDevice };

/** An open invitation: its token, its link in both forms, and what became of the mail. */
export interface Invited {
  readonly token: Uint8Array;
  readonly link: string;
  readonly httpLink: string;
  /** What the server says of the mail; undefined where none was asked for. */
  readonly mail: TypesByName['EmailSentStatus'] | undefined;
}

export type Inviting =
  | ({ outcome: 'invited' } & Invited)
  | { outcome: 'may-not-invite' }
  | { outcome: 'member-already' }
  | CallFailure;

/** Invites a person by e-mail address (INV-USER-01). Where an invitation of that address is open already, it is that one (INV-USER-05). */
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

/** Invites another device of the own user (INV-DEV-01). */
export async function inviteDevice(inviter: Inviter, sendMail: boolean): Promise<Inviting> {
  const answer = await call(connectionOf(inviter), 'authenticated', {
    cmd: 'invite_new_device',
    send_email: sendMail,
  });
  if (answer.outcome !== 'reply') return answer;
  const { token, email_sent } = answer.reply;
  return invited(inviter, 'DEVICE', token, sendMail ? email_sent : undefined);
}

/** The link of an invitation in both forms, as the device knows its server. */
export function invitationLinks(
  device: LocalDevice,
  type: 'USER' | 'DEVICE',
  token: Uint8Array,
): Pick<Invited, 'link' | 'httpLink'> {
  const server = parseServerUrl(device.server_url);
  if (!server.ok) throw new TypeError('the device names no server');
  const address = { server: server.address, organization: device.organization_id, type, token };
  return { link: formatInvitationUrl(address), httpLink: formatInvitationRedirection(address) };
}

const invited = (
  { device }: Inviter,
  type: 'USER' | 'DEVICE',
  token: Uint8Array,
  mail: Invited['mail'],
): Inviting => ({ outcome: 'invited', token, ...invitationLinks(device, type, token), mail });
