import type { RequirementId } from '@parsec-spec/spec/requirements';
import { headerOf } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands, isOk } from './asked.ts';
import { bendBoth, type BendLetter, bendMail, changed, only, tells } from './bend-mail.ts';
import { jsonIn, replyMap } from './look.ts';

const ofUser = / invited you to /;
const ofDevice = /New device invitation/;
const toUser = (make: () => BendLetter) => only(ofUser, make);
const toDevice = (make: () => BendLetter) => only(ofDevice, make);

/** The link of a mail leads somewhere else, in both parts. */
const links = (change: (text: string) => string) =>
  changed(({ text, html }) => ({ text: change(text), html: change(html) }));

/** Makes the letter go to somebody else, too. */
const copied = { Cc: 'host@parsec.example' } as const;

const twice: () => BendLetter = () => async (letter, send) => {
  await send(letter);
  return send(letter);
};

const onlyOnce: () => BendLetter = () => {
  const sent = new Set<string>();
  return async (letter, send) => {
    if (sent.has(letter.text)) return 'SUCCESS';
    sent.add(letter.text);
    return send(letter);
  };
};

/** Mails whether asked for or not. */
const unasked = (requirement: RequirementId, command: 'invite_new_user' | 'invite_new_device') =>
  bendCommands(
    requirement,
    'mailed',
    [command],
    () => (asked) => asked.answer({ ...asked.request, send_email: true }),
  );

/** Takes the invitation back whose mail failed. */
const undone = (requirement: RequirementId, command: 'invite_new_user' | 'invite_new_device') =>
  bendCommands(requirement, 'cancelled', [command], () => async (asked: Asked) => {
    const reply = await asked.answer();
    const told = replyMap(reply);
    if (isOk(reply) && told?.email_sent !== 'SUCCESS' && told?.token instanceof Uint8Array)
      await asked.answer({ cmd: 'invite_cancel', token: told.token });
    return reply;
  });

const plain = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&#39;', "'");

/** Breaks the rules about mails of invitations, and about links in them. */
export const invitationMailDistortions: readonly Distortion[] = [
  unasked('invite_new_user/no-mail-unasked', 'invite_new_user'),
  unasked('invite_new_device/no-mail-unasked', 'invite_new_device'),
  undone('invite_new_user/invitation-survives-mail-failure', 'invite_new_user'),
  undone('invite_new_device/invitation-survives-mail-failure', 'invite_new_device'),
  bendMail('invite_new_user/one-mail-per-call', 'twice', toUser(twice)),
  bendMail('invite_new_user/one-mail-per-call', 'only-once', toUser(onlyOnce)),
  bendMail(
    'invite_new_user/recipient-refused-is-told',
    'success',
    toUser(tells('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  bendMail(
    'invite_new_user/recipient-refused-is-told',
    'unavailable',
    toUser(tells('RECIPIENT_REFUSED', 'SERVER_UNAVAILABLE')),
  ),
  bendMail(
    'invite_new_user/server-unavailable-is-told',
    'success',
    toUser(tells('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  bendMail(
    'invite_new_user/server-unavailable-is-told',
    'refused',
    toUser(tells('SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED')),
  ),
  bendMail(
    'invite_new_device/mail-failure-is-told',
    'success',
    toDevice(tells('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  bendMail(
    'invite_new_device/mail-failure-is-told',
    'refusal-is-success',
    toDevice(tells('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  bendMail(
    'invite_new_user/mail-to-claimer-only',
    'to-the-host-too',
    toUser(changed(() => ({ headers: copied }))),
  ),
  bendMail(
    'invite_new_user/mail-subject',
    'nameless',
    toUser(changed(({ subject }) => ({ subject: subject.replace(/\] .* invited/, '] Somebody invited') }))),
  ),
  bendMail(
    'invite_new_user/mail-subject',
    'no-organization',
    toUser(changed(({ subject }) => ({ subject: subject.replace(/ to [^ ]+$/, '') }))),
  ),
  bendMail(
    'invite_new_user/mail-reply-to',
    'to-the-host',
    toUser(changed(() => ({ replyTo: { address: 'host@parsec.example', name: '' } }))),
  ),
  bendMail(
    'invite_new_user/mail-link',
    'not-in-html',
    toUser(changed(({ html }) => ({ html: html.replaceAll(/https?:[^"<]+/g, 'http://parsec.example/') }))),
  ),
  bendMail(
    'invite_new_user/mail-link',
    'not-in-text',
    toUser(changed(({ text }) => ({ text: text.replaceAll(/https?:\S+/g, '') }))),
  ),
  bendMail(
    'invite_new_user/mail-link',
    'another-token',
    toUser(links((text) => text.replaceAll(/p=xB[\w-]{9}/g, 'p=xBAAAAAAAAA'))),
  ),
  bendMail(
    'invite_new_user/mail-escapes-names',
    'raw',
    toUser(changed(({ html }) => ({ html: plain(html) }))),
  ),
  bendMail(
    'invite_new_user/mail-headers-safe',
    'as-the-name-says',
    toUser(changed(({ replyTo }) => (/bcc/i.test(replyTo?.name ?? '') ? { headers: copied } : {}))),
  ),
  bendBoth('invite_new_user/mail-holds-no-secret', 'bootstrap-token', () => ({ token: '' }), {
    wrap: (memory) => (handle) => async (call) => {
      const reply = await handle(call);
      const { bootstrap_url } = (typeof reply.body === 'string' ? jsonIn(reply.body) : undefined) ?? {};
      if (typeof bootstrap_url === 'string')
        memory.token = new URL(bootstrap_url).searchParams.get('p') ?? '';
      return reply;
    },
    mail: (memory) => (letter, send) =>
      ofUser.test(letter.subject)
        ? send({ ...letter, text: `${letter.text}\n${memory.token}\n` })
        : send(letter),
  }),
  bendMail(
    'invite_new_device/mail-to-author',
    'to-the-host-too',
    toDevice(changed(() => ({ headers: copied }))),
  ),
  bendMail(
    'invite_new_device/mail-to-author',
    'user-link',
    toDevice(links((text) => text.replaceAll('claim_device', 'claim_user'))),
  ),
  bendMail(
    'links/invitation-link',
    'another-action',
    () => (letter, send) =>
      links((text) => text.replaceAll(/claim_(?:user|device)/g, 'claim'))()(letter, send),
  ),
  bendBoth('links/mail-links-from-configured-address', 'from-the-request', () => ({ host: '' }), {
    wrap: (memory) => (handle) => (call) => {
      memory.host = headerOf(call.headers, 'host') ?? memory.host;
      return handle(call);
    },
    mail: (memory) => (letter, send) =>
      links((text) => text.replaceAll(/(https?:\/\/)[^/]+(?=\/redirect\/)/g, `$1${memory.host}`))()(
        letter,
        send,
      ),
  }),
];
