import type { Mutant, ServerConfig } from '@parsec-spec/reference-server/core';
import type { Mailer, MailMessage } from '@parsec-spec/reference-server/mail';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import { replyMap } from './calls.ts';
import { type CommandCall, changeCommands, isOk } from './commands.ts';
import { mutant, type Wrap } from './mutant.ts';

/** Sends a message as the reference server does. */
export type Send = Mailer['send'];

/** Handles a message in place of the mailer. */
export type MessageChange = (message: MailMessage, send: Send) => Promise<MailOutcome>;

/** Makes a mutant that changes only mails. `make` is called once for each server. */
export const changeMail = (requirement: RequirementId, how: string, make: () => MessageChange): Mutant => ({
  ...mutant(requirement, how, (handle) => handle),
  mail: (mailer) => {
    const changes = make();
    return { ...mailer, send: (message) => changes(message, mailer.send) };
  },
});

/** Makes a mutant that changes calls and mails, with one memory for both. */
export function changeWithMail<Memory>(
  requirement: RequirementId,
  how: string,
  fresh: () => Memory,
  parts: {
    readonly wrap: (memory: Memory) => Wrap;
    readonly mail: (memory: Memory) => MessageChange;
  },
): Mutant {
  const memories = new WeakMap<ServerConfig, Memory>();
  const memoryOf = (config: ServerConfig): Memory => {
    const memory = memories.get(config) ?? fresh();
    memories.set(config, memory);
    return memory;
  };
  return {
    ...mutant(requirement, how, (handle, config) => parts.wrap(memoryOf(config))(handle, config)),
    mail: (mailer, config) => {
      const changes = parts.mail(memoryOf(config));
      return { ...mailer, send: (message) => changes(message, mailer.send) };
    },
  };
}

/** Sends a changed message. */
export const changesMessage =
  (change: (message: MailMessage) => Partial<MailMessage>): (() => MessageChange) =>
  () =>
  (message, send) =>
    send({ ...message, ...change(message) });

/** Reports another outcome than the mailer. */
export const changeOutcome =
  (from: MailOutcome, to: MailOutcome): (() => MessageChange) =>
  () =>
  async (message, send) => {
    const outcome = await send(message);
    return outcome === from ? to : outcome;
  };

/** Changes only messages whose subject matches. */
export const onlyAbout =
  (subject: RegExp, make: () => MessageChange): (() => MessageChange) =>
  () => {
    const changes = make();
    return (message, send) => (subject.test(message.subject) ? changes(message, send) : send(message));
  };

/** Changes the link in the text and the HTML of a mail. */
export const changesLinks = (change: (text: string) => string) =>
  changesMessage(({ text, html }) => ({ text: change(text), html: change(html) }));

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
