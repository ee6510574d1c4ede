import {
  cancelInvitation,
  type Invitation,
  type Inviting,
  invitationLinks,
  inviteDevice,
  inviteUser,
  listInvitations,
} from '@parsec-spec/reference-client/enrolment';
import { explainCall, explainMember } from '@parsec-spec/reference-client/explain';
import type { Session } from '@parsec-spec/reference-client/journeys';
import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { type DeviceOptions, openSession } from './open-device.ts';
import { run, withDevice } from './options.ts';
import { type Question, questions, RefusedAnswer, repeatUntilAccepted, valueOrAnswer } from './questions.ts';

/** Options of `client invite user` and `client invite device`. */
interface InviteOptions extends DeviceOptions {
  mail?: boolean;
}

const invitedEmail = {
  ...questions.email,
  question: 'E-mail address of the person to invite',
  flag: 'EMAIL',
};

/** Adds `client invite user` and `client invite device`. */
export function addInvite(invite: Command): void {
  const mailing = (command: Command): Command =>
    withDevice(command)
      .option('--mail', 'let the server mail the link')
      .option('--no-mail', 'only print the link');
  mailing(invite.command('user'))
    .description('invite a person by e-mail (administrators)')
    .argument('[email]', 'e-mail address of the person')
    .action((email: string | undefined, _options, command) =>
      run<InviteOptions>(command, async (context, options) => inviteUserByMail(context, email, options)),
    );
  mailing(invite.command('device'))
    .description('invite another device of yours; without --mail no mail is sent')
    .action((_options, command) => run<InviteOptions>(command, inviteOwnDevice));
}

/** `client invite user [EMAIL]`: invites a person. The server mails the link, which is also printed. */
export async function inviteUserByMail(
  context: Context,
  given: string | undefined,
  options: InviteOptions,
): Promise<void> {
  let session: Session | undefined;
  return repeatUntilAccepted(context, async (answer) => {
    const email = await answer(invitedEmail, given);
    session ??= await openSession(context, options);
    const inviting = inviteUser(session, email, options.mail ?? true);
    return report(context, await context.cancellation.sending(findOut, () => inviting), email, [
      'The invited person runs',
      'You run, while both of you talk to each other',
    ]);
  });
}

/** `client invite device`: invites another device of the own user. */
export async function inviteOwnDevice(context: Context, options: InviteOptions): Promise<void> {
  const session = await openSession(context, options);
  const [email] = session.device.human_handle;
  const inviting = inviteDevice(session, options.mail ?? false);
  return report(context, await context.cancellation.sending(findOut, () => inviting), email, [
    'On the other device run',
    'On this device run',
  ]);
}

const findOut = '`client invite list` shows whether it was done';

/** @param sides who runs the two commands of the enrolment */
function report(
  context: Context,
  ended: Inviting,
  email: string,
  [claimer, greeter]: readonly [string, string],
): void {
  if (ended.outcome !== 'invited') {
    const error = journeyError(ended.outcome, explainMember(ended));
    throw new RefusedAnswer(ended.outcome === 'member-already' ? invitedEmail : undefined, error);
  }
  const { link, httpLink, mail } = ended;
  const token = tokenHex(ended.token);
  const greet = `parsec-spec client invite greet ${token}`;
  context.print(
    { email, token, link, link_as_http_redirection: httpLink, mail: mail ?? null },
    [
      mailText(mail, email),
      `The link, which only the invited person may use:\n  ${link}\n  ${httpLink}`,
      `${claimer}: parsec-spec client invite claim LINK`,
      `${greeter}: ${greet}`,
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

/** Options of `client invite list`. */
interface InviteListOptions extends DeviceOptions {
  all?: boolean;
}

/** Adds `client invite list` and `client invite cancel`. */
export function addInvitationList(invite: Command): void {
  withDevice(invite.command('list'))
    .description('the invitations that you may greet')
    .option('--all', 'also those that have ended')
    .action((_options, command) => run(command, inviteList));
  withDevice(invite.command('cancel'))
    .description('cancel an invitation')
    .argument('[token]', 'its token, or its link')
    .action((token: string | undefined, _options, command) =>
      run<DeviceOptions>(command, async (context, options) => inviteCancel(context, token, options)),
    );
}

/**
 * `client invite list`: lists the open invitations that this user may greet; with `--all` also
 * those that have ended.
 */
export async function inviteList(context: Context, options: InviteListOptions): Promise<void> {
  const session = await openSession(context, options);
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') throw journeyError(listed.outcome, explainCall(listed));
  const invitations = listed.invitations.filter(({ status }) => options.all === true || status === 'PENDING');
  const facts = invitations.map((invitation) => ({
    ...factsOf(invitation),
    ...(invitation.type !== 'SHAMIR_RECOVERY' &&
      linksOf(invitationLinks(session.device, invitation.type, invitation.token))),
  }));
  const lines = invitations.map(lineOf);
  context.print({ invitations: facts }, lines.length === 0 ? 'No invitation is open.' : lines.join('\n'));
}

const linksOf = ({ link, httpLink }: ReturnType<typeof invitationLinks>) => ({
  link,
  link_as_http_redirection: httpLink,
});

const kinds = { USER: 'user', DEVICE: 'device', SHAMIR_RECOVERY: 'recovery' } as const;

/** Describes an invitation in one line. */
function lineOf(invitation: Invitation): string {
  const { token, type, status, created_on, created_by } = invitation;
  const whose = type === 'USER' ? ` ${printable(invitation.claimer_email)}` : '';
  const by = created_by.type === 'USER' ? created_by.human_handle[1] : created_by.service_label;
  return `${tokenHex(token)}  ${kinds[type]}${whose}  ${status}  by ${printable(by)}, ${created_on}`;
}

function factsOf(invitation: Invitation): object {
  const { token, type, status, created_on, created_by } = invitation;
  const by =
    created_by.type === 'USER'
      ? { id: created_by.user_id.hex, email: created_by.human_handle[0], name: created_by.human_handle[1] }
      : { service: created_by.service_label };
  return {
    token: tokenHex(token),
    type,
    status,
    ...(type === 'USER' && { email: invitation.claimer_email }),
    created_on: String(created_on),
    created_by: by,
  };
}

/** The token of an invitation as commands take it. */
export const tokenHex = (token: Uint8Array): string => Buffer.from(token).toString('hex');

/** `client invite cancel [TOKEN]`: cancels an invitation, whose link then no longer works. */
export async function inviteCancel(
  context: Context,
  given: string | undefined,
  options: DeviceOptions,
): Promise<void> {
  const token = await invitationToken(given, context.asker);
  const session = await openSession(context, options);
  const result = await context.cancellation.sending(findOut, () => cancelInvitation(session, token));
  if (result.outcome !== 'cancelled') throw journeyError(result.outcome, explainMember(result));
  context.print(
    { token: tokenHex(token), status: 'CANCELLED' },
    'The invitation is cancelled: its link no longer works.',
  );
}

const invitationQuestion: Question<Uint8Array> = {
  question: 'Token of the invitation, or its link',
  flag: 'TOKEN',
  noun: 'a token of an invitation, or its link',
  secret: 'shown',
  read: (text) => {
    const link = parseInvitationUrl(text);
    if (link.ok) return { ok: true, value: link.address.token };
    if (/^[0-9a-f]{32}$/i.test(text.trim()))
      return { ok: true, value: Uint8Array.from(Buffer.from(text.trim(), 'hex')) };
    return { ok: false, expected: '32 hexadecimal digits, or the link of the invitation' };
  },
};

/** Reads the token of an invitation (16 bytes), given as hex digits or as its link. */
export const invitationToken = (given: string | undefined, asker: Asker | undefined): Promise<Uint8Array> =>
  valueOrAnswer(invitationQuestion, given, asker);

/** Lets the user choose an open invitation from a list and returns its token. */
export async function pickInvitation(session: Session, asker: Asker): Promise<Uint8Array> {
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') throw journeyError(listed.outcome, explainCall(listed));
  const choices = listed.invitations
    .filter(({ type, status }) => status === 'PENDING' && type !== 'SHAMIR_RECOVERY')
    .map((invitation) => ({ name: lineOf(invitation), value: invitation.token }));
  if (choices.length > 0) return asker.choose('Which invitation?', choices);
  const hint = '`client invite user EMAIL` or `client invite device` creates one';
  throw new CliError('invitation-unknown', 'no invitation is open', hint);
}
