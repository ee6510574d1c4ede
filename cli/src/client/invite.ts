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

/** `client invite user [EMAIL]`: asks the server to mail the link, and prints it for whoever has no mail. */
export async function inviteUserByMail(
  context: Context,
  given: string | undefined,
  options: InviteOptions,
): Promise<void> {
  const email = await wanted(invitedEmail, given, context.asker);
  const session = await openedSession(context, options);
  report(context, await inviteUser(session, email, options.mail ?? true), email);
}

/** `client invite device`: a further device of the own user. */
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
      told(mail, email),
      `The link, to be used by the person invited alone:\n  ${link}\n  ${httpLink}`,
      'There: parsec-spec client invite claim LINK',
      `Here, while both of you talk to each other: ${greet}`,
    ].join('\n'),
  );
}

function told(mail: Extract<Inviting, { outcome: 'invited' }>['mail'], email: string): string {
  switch (mail) {
    case 'SUCCESS':
      return `The invitation is open; the server says that it mailed the link to ${email}.`;
    case 'SERVER_UNAVAILABLE':
      return 'The invitation is open, but the server could not send its mail: pass the link on yourself.';
    case 'RECIPIENT_REFUSED':
      return `The invitation is open, but the mail system refuses ${email}: pass the link on yourself.`;
    default:
      return 'The invitation is open; no mail was asked for.';
  }
}
