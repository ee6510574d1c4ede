import type { RequirementId } from '@parsec-spec/spec/requirements';
import { replyMap } from './calls.ts';
import { type Asked, changeCommands, isOk } from './commands.ts';
import { changesLetter } from './mail.ts';

/** The link of a mail leads somewhere else, in both parts. */
export const changesLinks = (change: (text: string) => string) =>
  changesLetter(({ text, html }) => ({ text: change(text), html: change(html) }));

/** Makes the letter go to somebody else, too. */
export const carbonCopy = { Cc: 'host@parsec.example' } as const;

/** Mails whether asked for or not. */
export const mailsAlways = (requirement: RequirementId, command: 'invite_new_user' | 'invite_new_device') =>
  changeCommands(
    requirement,
    'mailed',
    [command],
    () => (asked) => asked.answer({ ...asked.request, send_email: true }),
  );

/** Takes the invitation back whose mail failed. */
export const cancelsUnmailed = (
  requirement: RequirementId,
  command: 'invite_new_user' | 'invite_new_device',
) =>
  changeCommands(requirement, 'cancelled', [command], () => async (asked: Asked) => {
    const reply = await asked.answer();
    const told = replyMap(reply);
    if (isOk(reply) && told?.email_sent !== 'SUCCESS' && told?.token instanceof Uint8Array)
      await asked.answer({ cmd: 'invite_cancel', token: told.token });
    return reply;
  });
