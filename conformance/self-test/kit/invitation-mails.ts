import type { RequirementId } from '@parsec-spec/spec/requirements';
import { replyMap } from './calls.ts';
import { type CommandCall, changeCommands, isOk } from './commands.ts';
import { changesLetter } from './mail.ts';

/** Changes the link in the text and the HTML of a mail. */
export const changesLinks = (change: (text: string) => string) =>
  changesLetter(({ text, html }) => ({ text: change(text), html: change(html) }));

/** A header that sends a copy of the mail to another address. */
export const carbonCopy = { Cc: 'host@parsec.example' } as const;

/** Sends a mail even if `send_email` is false. */
export const mailsAlways = (requirement: RequirementId, command: 'invite_new_user' | 'invite_new_device') =>
  changeCommands(
    requirement,
    'mailed',
    [command],
    () => (commandCall) => commandCall.answer({ ...commandCall.request, send_email: true }),
  );

/** Cancels an invitation whose mail was not sent. */
export const cancelsUnmailed = (
  requirement: RequirementId,
  command: 'invite_new_user' | 'invite_new_device',
) =>
  changeCommands(requirement, 'cancelled', [command], () => async (commandCall: CommandCall) => {
    const reply = await commandCall.answer();
    const fields = replyMap(reply);
    if (isOk(reply) && fields?.email_sent !== 'SUCCESS' && fields?.token instanceof Uint8Array)
      await commandCall.answer({ cmd: 'invite_cancel', token: fields.token });
    return reply;
  });
