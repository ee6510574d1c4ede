import type { InviteInfoReply } from '@parsec-spec/spec/commands';
import { formatServerUrl, type InvitationAddress } from '@parsec-spec/spec/urls';
import type { CallFailure } from '../greeting/index.ts';
import type { Means } from '../journeys/index.ts';
import { call, type Connection } from '../transport/index.ts';

/** An invitation as the server shows it to who holds its link: for a user who may greet, for a device whose it will be. */
export type InvitationInfo = Extract<InviteInfoReply, { type: 'USER' | 'DEVICE' }>;

/** A user who may greet. */
export type Administrator = Extract<InvitationInfo, { type: 'USER' }>['administrators'][number];

export type Looked =
  | { outcome: 'seen'; info: InvitationInfo }
  /** The link says another kind of invitation than the server. */
  | { outcome: 'other-type'; link: string; server: string }
  /** An invitation to recover a device from shares, which this client does not serve. */
  | { outcome: 'recovery-not-served' }
  | CallFailure;

/** Asks the server about the invitation of a link. Nobody else is told. */
export async function lookAtInvitation(means: Means, address: InvitationAddress): Promise<Looked> {
  if (address.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  const answer = await call(invitedConnection(means, address), 'invited', { cmd: 'invite_info' });
  if (answer.outcome !== 'reply') return answer;
  const { status: _ok, ...info } = answer.reply;
  if (info.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  if (info.type !== address.type) return { outcome: 'other-type', link: address.type, server: info.type };
  return { outcome: 'seen', info: answer.reply as InvitationInfo };
}

/** The connection of who holds an invitation. */
export function invitedConnection({ crypto, transport }: Means, address: InvitationAddress): Connection {
  return {
    serverUrl: formatServerUrl(address.server),
    organizationId: address.organization,
    invitationToken: Buffer.from(address.token).toString('hex'),
    crypto,
    ...(transport && { transport }),
  };
}
