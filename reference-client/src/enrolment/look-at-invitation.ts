import type { InviteInfoReply } from '@parsec-spec/spec/commands';
import { formatServerUrl, type InvitationAddress } from '@parsec-spec/spec/urls';
import type { CallFailure } from '../greeting/index.ts';
import type { ClientEnvironment } from '../journeys/index.ts';
import { call, type Connection } from '../transport/index.ts';

/**
 * An invitation as the server shows it to a holder of its link: the possible greeters of a user, or
 * the owner of a device.
 */
export type InvitationInfo = Extract<InviteInfoReply, { type: 'USER' | 'DEVICE' }>;

/** A user who may greet. */
export type Administrator = Extract<InvitationInfo, { type: 'USER' }>['administrators'][number];

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
export function invitedConnection(
  { crypto, transport }: ClientEnvironment,
  address: InvitationAddress,
): Connection {
  return {
    serverUrl: formatServerUrl(address.server),
    organizationId: address.organization,
    invitationToken: Buffer.from(address.token).toString('hex'),
    crypto,
    ...(transport && { transport }),
  };
}
