import {
  API_VERSION,
  type CommandName,
  decodeReply,
  encodeRequest,
  type RequestOf,
} from '@parsec-spec/spec/commands';
import { accessTokenText } from '@parsec-spec/spec/scalars';
import type { Member } from './members.ts';
import type { Asked, TestOrganization } from './test-organization.ts';

/** Sends a command with an invitation token. */
export async function askInvited<R extends RequestOf<CommandName>>(
  { id, talk }: Pick<TestOrganization, 'id' | 'talk'>,
  token: Uint8Array,
  request: R,
): Promise<Asked<R['cmd']>> {
  const { status, body } = await talk({
    method: 'POST',
    target: `/invited/${id}`,
    headers: [
      ['Api-Version', API_VERSION],
      ['Content-Type', 'application/msgpack'],
      ['Authorization', `Bearer ${accessTokenText(token)}`],
    ],
    body: encodeRequest(request),
  });
  if (status !== 200) return { http: status, status: undefined, reply: undefined };
  const read = decodeReply(request.cmd, body) as { readonly kind: string; readonly reply: never };
  if (read.kind !== 'known') throw new Error(`${request.cmd}: ${JSON.stringify(read)}`);
  return { http: 200, status: (read.reply as { readonly status: string }).status, reply: read.reply };
}

/** Invites a person. Returns the token. */
export async function inviteUser(
  { ask }: TestOrganization,
  author: Member,
  claimer_email: string,
  send_email = false,
): Promise<Uint8Array> {
  const { reply } = await ask(author, { cmd: 'invite_new_user', claimer_email, send_email });
  if (reply?.status !== 'ok') throw new Error(`invite_new_user: ${reply?.status}`);
  return reply.token;
}

/** Invites another device of the author. Returns the token. */
export async function inviteDevice(
  { ask }: TestOrganization,
  author: Member,
  send_email = false,
): Promise<Uint8Array> {
  const { reply } = await ask(author, { cmd: 'invite_new_device', send_email });
  if (reply?.status !== 'ok') throw new Error('invite_new_device');
  return reply.token;
}
