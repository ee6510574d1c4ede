import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields, commandReply, jsonIn } from '../../../self-test/kit/calls.ts';
import { changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import { emailOf } from '../../../self-test/kit/enrolment.ts';
import { alwaysOpensNew, repeatsFirstToken, tokenIn } from '../../../self-test/kit/invitations.ts';
import {
  cancelsUnmailed,
  carbonCopy,
  changeMail,
  changeOutcome,
  changesLinks,
  changesMessage,
  changeWithMail,
  type MessageChange,
  mailsAlways,
  onlyAbout,
} from '../../../self-test/kit/mail.ts';

const ofUser = / invited you to /;

const toUser = (make: () => MessageChange) => onlyAbout(ofUser, make);

const twice: () => MessageChange = () => async (message, send) => {
  await send(message);
  return send(message);
};

const onlyOnce: () => MessageChange = () => {
  const recipients = new Set<string>();
  return async (message, send) => {
    if (recipients.has(message.text)) return 'SUCCESS';
    recipients.add(message.text);
    return send(message);
  };
};

const plain = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&#39;', "'");

/** Mutants of the requirements of `invite_new_user`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mailsAlways('invite_new_user/no-mail-unasked', 'invite_new_user'),
  cancelsUnmailed('invite_new_user/invitation-survives-mail-failure', 'invite_new_user'),
  changeMail('invite_new_user/one-mail-per-call', 'twice', toUser(twice)),
  changeMail('invite_new_user/one-mail-per-call', 'only-once', toUser(onlyOnce)),
  changeMail(
    'invite_new_user/recipient-refused-is-told',
    'success',
    toUser(changeOutcome('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  changeMail(
    'invite_new_user/recipient-refused-is-told',
    'unavailable',
    toUser(changeOutcome('RECIPIENT_REFUSED', 'SERVER_UNAVAILABLE')),
  ),
  changeMail(
    'invite_new_user/server-unavailable-is-told',
    'success',
    toUser(changeOutcome('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  changeMail(
    'invite_new_user/server-unavailable-is-told',
    'refused',
    toUser(changeOutcome('SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED')),
  ),
  changeMail(
    'invite_new_user/mail-to-claimer-only',
    'to-the-host-too',
    toUser(changesMessage(() => ({ headers: carbonCopy }))),
  ),
  changeMail(
    'invite_new_user/mail-subject',
    'nameless',
    toUser(
      changesMessage(({ subject }) => ({ subject: subject.replace(/\] .* invited/, '] Somebody invited') })),
    ),
  ),
  changeMail(
    'invite_new_user/mail-subject',
    'no-organization',
    toUser(changesMessage(({ subject }) => ({ subject: subject.replace(/ to [^ ]+$/, '') }))),
  ),
  changeMail(
    'invite_new_user/mail-reply-to',
    'to-the-host',
    toUser(changesMessage(() => ({ replyTo: { address: 'host@parsec.example', name: '' } }))),
  ),
  changeMail(
    'invite_new_user/mail-link',
    'not-in-html',
    toUser(
      changesMessage(({ html }) => ({ html: html.replaceAll(/https?:[^"<]+/g, 'http://parsec.example/') })),
    ),
  ),
  changeMail(
    'invite_new_user/mail-link',
    'not-in-text',
    toUser(changesMessage(({ text }) => ({ text: text.replaceAll(/https?:\S+/g, '') }))),
  ),
  changeMail(
    'invite_new_user/mail-link',
    'another-token',
    toUser(changesLinks((text) => text.replaceAll(/p=xB[\w-]{9}/g, 'p=xBAAAAAAAAA'))),
  ),
  changeMail(
    'invite_new_user/mail-escapes-names',
    'raw',
    toUser(changesMessage(({ html }) => ({ html: plain(html) }))),
  ),
  changeMail(
    'invite_new_user/mail-headers-safe',
    'as-the-name-says',
    toUser(
      changesMessage(({ replyTo }) => (/bcc/i.test(replyTo?.name ?? '') ? { headers: carbonCopy } : {})),
    ),
  ),
  changeWithMail('invite_new_user/mail-holds-no-secret', 'bootstrap-token', () => ({ token: '' }), {
    wrap: (memory) => (handle) => async (call) => {
      const reply = await handle(call);
      const { bootstrap_url } = (typeof reply.body === 'string' ? jsonIn(reply.body) : undefined) ?? {};
      if (typeof bootstrap_url === 'string')
        memory.token = new URL(bootstrap_url).searchParams.get('p') ?? '';
      return reply;
    },
    mail: (memory) => (message, send) =>
      ofUser.test(message.subject)
        ? send({ ...message, text: `${message.text}\n${memory.token}\n` })
        : send(message),
  }),
  alwaysOpensNew('invite_new_user/pending-is-reused', 'invite_new_user'),
  repeatsFirstToken('invite_new_user/ended-is-not-reused', 'invite_new_user'),
  changeCommands(
    'invite_new_user/gives-token',
    'of-15-bytes',
    ['invite_new_user'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      const token = tokenIn(reply);
      return token === undefined
        ? reply
        : changeReplyFields(reply, (fields) => ({ ...fields, token: token.subarray(1) }));
    },
  ),
  changeCommands(
    'invite_new_user/tells-mail-outcome',
    'another-word',
    ['invite_new_user'],
    () => async (commandCall) =>
      changeReplyFields(await commandCall.answer(), (fields) =>
        fields.email_sent === undefined ? fields : { ...fields, email_sent: 'SENT' },
      ),
  ),
  changeCommands(
    'invite_new_user/revoked-may-return',
    'enrolled-for-good',
    ['user_create', 'invite_new_user'],
    () => {
      const enrolled = new Set<string>();
      return async (commandCall) => {
        const { claimer_email, user_certificate } = commandCall.request;
        const key = `${commandCall.organization} ${claimer_email ?? emailOf(user_certificate)}`;
        const reply = await commandCall.answer();
        if (!isOk(reply)) return reply;
        if (commandCall.command === 'invite_new_user')
          return enrolled.has(key) ? commandReply({ status: 'claimer_email_already_enrolled' }) : reply;
        enrolled.add(key);
        return reply;
      };
    },
  ),
];
