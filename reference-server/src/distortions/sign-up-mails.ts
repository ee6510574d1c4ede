import type { Distortion } from '../core/distortion.ts';
import { bendBoth, type BendLetter, bendMail, changed, only, tells } from './bend-mail.ts';
import { asking, codeIn, type Codes, proceeding } from './sign-up.ts';

const toSignUp = (make: () => BendLetter) => only(/Your code to sign up/, make);
/** Breaks the rules about the mails of a sign-up. */
export const signUpMailDistortions: readonly Distortion[] = [
  bendMail(
    'account_create_send_validation_email/sends-code',
    'no-mail',
    toSignUp(() => async () => 'SUCCESS'),
  ),
  bendMail(
    'account_create_send_validation_email/sends-code',
    'seven-characters',
    toSignUp(
      changed(({ text, html }) => {
        const code = codeIn(text);
        return { text: text.replace(code, `${code}A`), html: html.replace(`>${code}<`, `>${code}A<`) };
      }),
    ),
  ),
  bendMail(
    'account_create_send_validation_email/code-in-both-parts',
    'not-in-html',
    toSignUp(changed(({ text, html }) => ({ html: html.replaceAll(codeIn(text), '') }))),
  ),
  bendMail(
    'account_create_send_validation_email/mail-to-address-only',
    'to-the-host-too',
    toSignUp(changed(() => ({ headers: { Cc: 'host@parsec.example' } }))),
  ),
  bendMail(
    'account_create_send_validation_email/server-unavailable-is-told',
    'success',
    toSignUp(tells('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  bendMail(
    'account_create_send_validation_email/recipient-refused-is-told',
    'success',
    toSignUp(tells('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  bendMail(
    'account_create_send_validation_email/mail-link',
    'none',
    toSignUp(changed(({ text }) => ({ text: text.replaceAll(/https?:\S+/g, '') }))),
  ),
  // What is mailed counts upwards; what comes back is turned into the code that was meant.
  bendBoth<Codes & { count: number }>(
    'account_create_send_validation_email/code-unpredictable',
    'counting',
    () => ({ of: new Map(), count: 0 }),
    {
      wrap: (memory) =>
        proceeding(async (asked, { email, code }) => {
          const real = memory.of.get(email)?.find((one) => one.endsWith(` ${code}`));
          return asked(real?.split(' ')[0] ?? code);
        }),
      mail: (memory) => (letter, send) => {
        const code = codeIn(letter.text);
        if (code === '') return send(letter);
        const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
        const shown = `AAAA${letters[Math.floor(memory.count / 24) % 24]}${letters[memory.count % 24]}`;
        memory.count += 1;
        memory.of.set(letter.to, [...(memory.of.get(letter.to) ?? []), `${code} ${shown}`]);
        return send({
          ...letter,
          text: letter.text.replaceAll(code, shown),
          html: letter.html.replaceAll(code, shown),
        });
      },
    },
  ),
  bendBoth<Codes>(
    'account_create_send_validation_email/new-code-replaces',
    'former-ones-too',
    () => ({ of: new Map() }),
    {
      wrap: (memory) =>
        proceeding(async (asked, { email, code }) => {
          const known = memory.of.get(email) ?? [];
          return asked(known.includes(code) ? (known.at(-1) ?? code) : code);
        }),
      mail: (memory) => (letter, send) => {
        memory.of.set(letter.to, [...(memory.of.get(letter.to) ?? []), codeIn(letter.text)]);
        return send(letter);
      },
    },
  ),
  bendBoth<Codes>('account_create_proceed/code-of-its-address', 'any-code', () => ({ of: new Map() }), {
    wrap: (memory) =>
      proceeding(async (asked, { email, code }) => {
        const isKnown = [...memory.of.values()].some((codes) => codes.includes(code));
        return asked(isKnown ? (memory.of.get(email)?.at(-1) ?? code) : code);
      }),
    mail: (memory) => (letter, send) => {
      memory.of.set(letter.to, [codeIn(letter.text)]);
      return send(letter);
    },
  }),
  bendBoth<{
    readonly letters: Map<string, Parameters<BendLetter>[0]>;
    send: Parameters<BendLetter>[1] | undefined;
  }>(
    'account_create_send_validation_email/existing-account-not-told',
    'mailed',
    () => ({ letters: new Map(), send: undefined }),
    {
      wrap: (memory) =>
        asking(async (asked, email) => {
          const before = memory.letters.get(email);
          memory.letters.delete(email);
          const reply = await asked();
          if (before !== undefined && !memory.letters.has(email)) {
            memory.letters.set(email, before);
            await memory.send?.(before);
          }
          return reply;
        }),
      mail: (memory) => (letter, send) => {
        memory.letters.set(letter.to, letter);
        memory.send = send;
        return send(letter);
      },
    },
  ),
];
