import type { Judge, MailedJudge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { Person } from '../../people/cast.ts';
import type { RelayKind } from '../../targets/mail-relay.ts';
import type { StartOptions } from '../../targets/start-options.ts';
import { decodePercent } from '../../wire/decode-percent.ts';
import type { Mail } from '../../wire/mail.ts';
import {
  askDeviceInvitation,
  askUserInvitation,
  type Invitation,
  invitationIn,
} from '../actions/invitations.ts';
import { freshAddress, invitationOrganization } from '../organizations/invitation-organization.ts';

/**
 * Waits for mails to an address, because they may arrive after the answer that announces them.
 * Asserts that a relay has accepted exactly `count` of them, and returns them, oldest first.
 */
export async function mailsTo(
  judge: Judge,
  { relay }: Pick<MailedJudge, 'relay'>,
  address: string,
  count = 1,
): Promise<readonly Mail[]> {
  const own = () =>
    relay.mails.filter(({ envelope }) =>
      envelope.to.some((to) => to.toLowerCase() === address.toLowerCase()),
    );
  return judge.collect(own, count, `mails to ${address}`);
}

/** Asserts that a relay has accepted exactly one mail to an address, and returns it. */
export async function mailTo(
  judge: Judge,
  mailing: Pick<MailedJudge, 'relay'>,
  address: string,
): Promise<Mail> {
  const [mail] = await mailsTo(judge, mailing, address);
  return mail ?? judge.fail(`no mail to ${address}`, { mails: 1 }, { mails: 0 });
}

/** Relays that take no mail: the name of a case, the kind of relay, and options of the server. */
export const unusableRelays: readonly (readonly [string, RelayKind, StartOptions])[] = [
  ['nobody-listens', 'closed', {}],
  ['busy', 'busy', {}],
  ['login-refused', 'strict', { emailUser: 'parsec', emailPassword: 'wrong' }],
  ['silent', 'silent', { emailTimeout: 1 }],
];

/**
 * Sends invitations with and without mail, and returns the last one. Each call must answer SUCCESS.
 *
 * @param email - the invited address; undefined: each author invites another device
 */
export async function inviteRepeatedly(
  judge: Judge,
  email: string | undefined,
  calls: readonly (readonly [Member, 'mail' | 'no mail'])[],
): Promise<Pick<Invitation, 'token'>> {
  let invitation: Pick<Invitation, 'token'> = { token: new Uint8Array() };
  for (const [author, mail] of calls) {
    const change = { send_email: mail === 'mail' };
    const answer = await (email === undefined
      ? askDeviceInvitation(judge, author, change)
      : askUserInvitation(judge, author, email, change));
    judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', `email_sent, with ${mail}`, answer);
    invitation = invitationIn(judge, author, answer);
  }
  return invitation;
}

/** Asserts that a mail is addressed to one recipient only, in its envelope and its headers. */
export function expectOnlyRecipient(
  judge: Judge,
  { envelope, from, to, headerLines }: Mail,
  sender: string,
  recipient: string,
): void {
  judge.expect.equal(envelope, { from: sender, to: [recipient] }, 'sender and recipients of the envelope');
  judge.expect.equal([from, to], [[sender], [recipient]], 'From and To');
  const copies = headerLines.filter(({ key }) => key === 'cc' || key === 'bcc');
  judge.expect.equal(copies, [], 'headers Cc and Bcc');
}

/**
 * Sends an invitation mail from a new organization, and returns it with its parts. The author is
 * alice with the given changes.
 */
export async function mailBy(check: Judge, changes: Partial<Pick<Person, 'email' | 'label'>>) {
  const mailing = await check.withMail();
  const { judge, sender } = mailing;
  const person: Person = { ...judge.cast.person('alice'), ...changes };
  const { author, organization, bootstrap } = await judge.bootstrapped({}, { person });
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, author, email, { send_email: true });
  const invitation = invitationIn(judge, author, answer);
  const mail = await mailTo(judge, mailing, email);
  return { judge, mail, email, person, organization, bootstrap, invitation, sender };
}

/** Causes one more mail and waits for it. Earlier mails have then arrived or are lost. */
export async function waitForAllMail(mailing: MailedJudge): Promise<void> {
  const { judge } = mailing;
  const { alice } = await invitationOrganization(judge);
  const last = freshAddress(judge, 'last');
  const answer = await askUserInvitation(judge, alice, last, { send_email: true });
  judge.expect.reply(answer, 'ok', 'a last invitation');
  await mailTo(judge, mailing, last);
}

/**
 * Scheme, host and port of the target's public address, as its redirections show it. It can differ
 * from the address under test. The target uses it in mails too.
 */
export async function publicOrigin(judge: Judge): Promise<string> {
  const answer = await judge.http({
    target: '/redirect/SomeOrg?a=claim_user&p=xBAAAAAAAAAAAAAAAAAAAAAA',
    label: 'the public address',
  });
  const location = decodePercent(answer.header('Location') ?? '');
  const [, authority = '', query = ''] = /parsec3:\/\/([^/?#]+)\/[^?#]*\?([^#]*)/.exec(location) ?? [];
  const scheme = /(^|&)no_ssl=true(&|$)/.test(query) ? 'http' : 'https';
  return URL.parse(`${scheme}://${authority}`)?.origin ?? judge.address;
}
