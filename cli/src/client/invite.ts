import { type Inviting, inviteDevice, inviteUser } from '@parsec-spec/reference-client/enrolment';
import { explainMember } from '@parsec-spec/reference-client/explain';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { type DeviceOptions, openedSession } from './opened-session.ts';
import { wanted } from './wanted.ts';
import { wants } from './wants.ts';

/** Options of `client invite user` and `client invite device`. */
export interface InviteOptions extends DeviceOptions {
  mail?: boolean;
}

const invitedEmail = { ...wants.email, question: 'E-mail address of the person to invite', flag: 'EMAIL' };

/**
 * `client invite user [EMAIL]`: invites a person. The server mails the link, which is also printed.
 */
export async function inviteUserByMail(
  context: Context,
  given: string | undefined,
  options: InviteOptions,
): Promise<void> {
  const email = await wanted(invitedEmail, given, context.asker);
  const session = await openedSession(context, options);
  report(context, await inviteUser(session, email, options.mail ?? true), email);
}

/** `client invite device`: invites another device of the own user. */
export async function inviteOwnDevice(context: Context, options: InviteOptions): Promise<void> {
  const session = await openedSession(context, options);
  const [email] = session.device.human_handle;
  report(context, await inviteDevice(session, options.mail ?? false), email);
}

function report(context: Context, ended: Inviting, email: string): void {
  if (ended.outcome !== 'invited') throw failed(ended.outcome, explainMember(ended));
  const { link, httpLink, mail } = ended;
  const token = Buffer.from(ended.token).toString('hex');
  const greet = `parsec-spec client invite greet ${token}`;
  context.print(
    { email, token, link, link_as_http_redirection: httpLink, mail: mail ?? null },
    [
      mailText(mail, email),
      `The link, which only the invited person may use:\n  ${link}\n  ${httpLink}`,
      'The invited person runs: parsec-spec client invite claim LINK',
      `You run, while both of you talk to each other: ${greet}`,
    ].join('\n'),
  );
}

function mailText(mail: Extract<Inviting, { outcome: 'invited' }>['mail'], email: string): string {
  switch (mail) {
    case 'SUCCESS':
      return `The invitation is open. The server reports that it mailed the link to ${email}.`;
    case 'SERVER_UNAVAILABLE':
      return 'The invitation is open, but the server could not send the mail: send the link yourself.';
    case 'RECIPIENT_REFUSED':
      return `The invitation is open, but the mail system refuses ${email}: send the link yourself.`;
    default:
      return 'The invitation is open. No mail was requested.';
  }
}
