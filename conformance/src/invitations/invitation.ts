import type { Exchange } from '../exchange/index.ts';
import type { Author, CallChange, Judge } from '../judge/index.ts';

/** An invitation. Its token authorizes calls of the invited family in its organization. */
export interface Invitation {
  readonly organization: string;
  /** 16 bytes, as in commands. */
  readonly token: Uint8Array;
  /** 32 hex digits, as in the header. */
  readonly hex: string;
}

/** Sends `invite_new_user`, by default without a mail. */
export const askUserInvitation = (
  judge: Judge,
  author: Author,
  claimer_email: string,
  options: CallChange & { readonly send_email?: boolean } = {},
): Promise<Exchange> => {
  const { send_email = false, ...change } = options;
  return judge.rpc.authenticated(author, { cmd: 'invite_new_user', claimer_email, send_email }, change);
};

/** Sends `invite_new_device`, by default without a mail. */
export const askDeviceInvitation = (
  judge: Judge,
  author: Author,
  options: CallChange & { readonly send_email?: boolean } = {},
): Promise<Exchange> => {
  const { send_email = false, ...change } = options;
  return judge.rpc.authenticated(author, { cmd: 'invite_new_device', send_email }, change);
};

/** The invitation that an `ok` returns. */
export function invitationIn(judge: Judge, { organization }: Author, answer: Exchange): Invitation {
  const reply = judge.expect.reply(answer, 'ok', 'the invitation');
  const token = judge.expect.bytes(reply, 'token', answer);
  judge.expect.equal(token.length, 16, 'bytes of the token', answer);
  judge.hide(token, 'invitation token');
  return { organization, token, hex: Buffer.from(token).toString('hex') };
}

/** Invites a person who is not enrolled. Returns the pending invitation of that address. */
export const inviteUser = async (judge: Judge, author: Author, email: string): Promise<Invitation> =>
  invitationIn(judge, author, await askUserInvitation(judge, author, email));

/** Invites another device of the author's user. */
export const inviteDevice = async (judge: Judge, author: Author): Promise<Invitation> =>
  invitationIn(judge, author, await askDeviceInvitation(judge, author));

/** Sends `invite_cancel`. */
export const cancelInvitation = (
  judge: Judge,
  author: Author,
  { token }: Pick<Invitation, 'token'>,
  options?: CallChange,
): Promise<Exchange> => judge.rpc.authenticated(author, { cmd: 'invite_cancel', token }, options);

/** Sends `invite_complete`. */
export const completeInvitation = (
  judge: Judge,
  author: Author,
  { token }: Pick<Invitation, 'token'>,
  options?: CallChange,
): Promise<Exchange> => judge.rpc.authenticated(author, { cmd: 'invite_complete', token }, options);

/** Sends `invite_info` with the token. */
export const askInfo = (
  judge: Judge,
  { organization, hex }: Invitation,
  options?: CallChange,
): Promise<Exchange> => judge.rpc.invited(organization, hex, { cmd: 'invite_info' }, options);
