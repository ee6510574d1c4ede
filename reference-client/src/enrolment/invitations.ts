import { hexOf } from '@parsec-spec/spec/codec';
import type { InviteInfoReply, InviteListReply } from '@parsec-spec/spec/commands';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import {
  formatInvitationRedirection,
  formatInvitationUrl,
  formatServerUrl,
  type InvitationAddress,
  parseServerUrl,
} from '@parsec-spec/spec/urls';
import type { TypesByName } from '@parsec-spec/spec/validate';
import { type CallFailure, type Connection, call } from '../call/call.ts';
import { type ClientEnvironment, channelOf, connectionOf } from '../journeys/session.ts';

/** A device that manages invitations. */
type Inviter = ClientEnvironment & { device: LocalDevice };

/** An invitation as the server lists it. */
export type Invitation = InviteListReply['invitations'][number];

/**
 * Lists the invitations that this user may greet, also those that have ended, oldest first
 * (INV-USER-12, INV-DEV-06).
 */
export async function listInvitations(
  inviter: Inviter,
): Promise<{ outcome: 'listed'; invitations: readonly Invitation[] } | CallFailure> {
  const answer = await call(connectionOf(inviter), 'authenticated', { cmd: 'invite_list' });
  if (answer.outcome !== 'reply') return answer;
  return { outcome: 'listed', invitations: answer.reply.invitations };
}

/** The result of cancelling an invitation. */
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
export async function cancelInvitation(inviter: Inviter, token: Uint8Array): Promise<CancelledInvitation> {
  const answer = await call(connectionOf(inviter), 'authenticated', { cmd: 'invite_cancel', token });
  return answer.outcome === 'reply' ? ends[answer.reply.status] : answer;
}

/**
 * Marks an invitation as used. The call is idempotent (INV-USER-19, INV-DEV-08). Returns whether
 * the invitation is closed now.
 *
 * @param token 16 bytes
 */
export async function completeInvitation(inviter: Inviter, token: Uint8Array): Promise<boolean> {
  const answer = await call(connectionOf(inviter), 'authenticated', { cmd: 'invite_complete', token });
  if (answer.outcome !== 'reply') return false;
  return answer.reply.status === 'ok' || answer.reply.status === 'invitation_already_completed';
}

/** An open invitation: its token, its link in both forms, and the status of the mail. */
export interface Invited {
  readonly token: Uint8Array;
  readonly link: string;
  readonly httpLink: string;
  /** The status of the mail that the server reports; undefined if no mail was requested. */
  readonly mail: TypesByName['EmailSentStatus'] | undefined;
}

/** The result of inviting a user or a device. */
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

/**
 * An invitation as the server shows it to a holder of its link: the possible greeters of a user, or
 * the owner of a device.
 */
export type InvitationInfo = Extract<InviteInfoReply, { type: 'USER' | 'DEVICE' }>;

/** A user who may greet. */
export type Administrator = Extract<InvitationInfo, { type: 'USER' }>['administrators'][number];

/** The result of looking at an invitation. */
export type InvitationLookup =
  | { outcome: 'seen'; info: InvitationInfo }
  /** The link and the server disagree about the kind of the invitation. */
  | { outcome: 'other-type'; link: string; server: string }
  /** An invitation to recover a device from shares, which this client does not support. */
  | { outcome: 'recovery-not-served' }
  | CallFailure;

/** Fetches the invitation of a link from the server. The server notifies no other client of it. */
export async function lookAtInvitation(
  environment: ClientEnvironment,
  address: InvitationAddress,
): Promise<InvitationLookup> {
  if (address.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  const answer = await call(invitedConnection(environment, address), 'invited', { cmd: 'invite_info' });
  if (answer.outcome !== 'reply') return answer;
  const { status: _ok, ...info } = answer.reply;
  if (info.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  if (info.type !== address.type) return { outcome: 'other-type', link: address.type, server: info.type };
  return { outcome: 'seen', info: answer.reply as InvitationInfo };
}

/** The connection of a holder of an invitation link. */
export function invitedConnection(environment: ClientEnvironment, address: InvitationAddress): Connection {
  return {
    serverUrl: formatServerUrl(address.server),
    organizationId: address.organization,
    invitationToken: hexOf(address.token),
    ...channelOf(environment),
  };
}
