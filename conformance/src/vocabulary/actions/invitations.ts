import { isEqual } from '../../judge/equal.ts';
import { asRule, asStep } from '../../judge/failure.ts';
import type { Judge } from '../../judge/judge.ts';
import { commandIn } from '../../judge/prerequisite-steps.ts';
import type { Author, CallChange } from '../../judge/rpc.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';

/** An invitation. Its token authorizes calls of the `invited` family. */
export interface Invitation {
  readonly organization: string;
  /** 16 bytes, as in commands. */
  readonly token: Uint8Array;
  /** 32 hex digits, as in the header. */
  readonly hex: string;
  /** Absent: a user invitation. */
  readonly isOfDevice?: boolean;
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

/** The invitation in the reply `ok` to `invite_new_user` or `invite_new_device`. */
export function invitationIn(judge: Judge, { organization }: Author, answer: Exchange): Invitation {
  const reply = judge.expect.reply(answer, 'ok', 'the invitation');
  const token = judge.expect.bytes(reply, 'token', answer);
  judge.expect.equal(token.length, 16, 'bytes of the token', answer);
  judge.hide(token, 'invitation token');
  const isOfDevice = commandIn(answer.request.body) === 'invite_new_device';
  return { organization, token, hex: Buffer.from(token).toString('hex'), isOfDevice };
}

/** Invites a person by email. Returns the pending invitation of that address. */
export const inviteUser = async (judge: Judge, author: Author, email: string): Promise<Invitation> =>
  asStep('invite', async () => invitationIn(judge, author, await askUserInvitation(judge, author, email)));

/** Invites another device of the author's user. */
export const inviteDevice = async (judge: Judge, author: Author): Promise<Invitation> =>
  asStep('invite', async () => invitationIn(judge, author, await askDeviceInvitation(judge, author)));

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

/** The reply of `invite_list` to an author, in the order received. */
export async function listInvitations(
  judge: Judge,
  author: Author,
  label = 'the list',
): Promise<readonly Fields[]> {
  const answer = await judge.rpc.authenticated(author, { cmd: 'invite_list' }, { label });
  const items = judge.expect.list(judge.expect.reply(answer, 'ok', label), 'invitations', answer);
  return items.map((item, index) => judge.expect.map({ [index]: item }, String(index), answer));
}

/** The tokens in a list, in hex. */
export const tokensIn = (items: readonly Fields[]): readonly string[] =>
  items.map(({ token }) => (token instanceof Uint8Array ? Buffer.from(token).toString('hex') : 'no bytes'));

/**
 * Asserts that a list has one item for an invitation, and returns it. Otherwise a rule about lists is
 * broken, whatever the check is about.
 */
export function itemOf(judge: Judge, items: readonly Fields[], invitation: Invitation): Fields {
  const { token, hex, isOfDevice } = invitation;
  const own = items.filter((item) => isEqual(item.token, token));
  const [item] = own;
  const ownRule = isOfDevice === true ? 'invite_list/own-devices-only' : 'invite_list/admins-see-all';
  asRule([ownRule, 'invite_list/ended-stay-listed'], () =>
    judge.expect.equal(own.length, 1, `items of the invitation ${hex}`),
  );
  return item ?? {};
}

/** The status of an invitation in a list. */
export const statusIn = (judge: Judge, items: readonly Fields[], invitation: Invitation): unknown =>
  itemOf(judge, items, invitation).status;

/** The two commands that end an invitation. */
export const endings = {
  cancel: {
    command: 'invite_cancel',
    call: cancelInvitation,
    other: completeInvitation,
    /** The status in the list afterwards. */
    became: 'CANCELLED',
    /** The answer if the same command has already ended the invitation. */
    again: 'invitation_already_cancelled',
    /** The answer if the other command has ended it. */
    otherwise: 'invitation_completed',
  },
  complete: {
    command: 'invite_complete',
    call: completeInvitation,
    other: cancelInvitation,
    became: 'FINISHED',
    again: 'invitation_already_completed',
    otherwise: 'invitation_cancelled',
  },
} as const;
