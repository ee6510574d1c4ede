import type { Mutant } from '@parsec-spec/reference-server/core';
import { DateTime } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandReply, outcomeOf, replyMap } from '../../../self-test/kit/calls.ts';
import { isOk } from '../../../self-test/kit/commands.ts';
import {
  carbonCopy,
  changeMail,
  changeOutcome,
  changesMessage,
  changeWithMail,
  type MessageChange,
  onlyAbout,
} from '../../../self-test/kit/mail.ts';
import { changeCall, mutant, withHeader } from '../../../self-test/kit/mutant.ts';
import {
  aroundProceeding,
  aroundSending,
  type Codes,
  changeProceeding,
  codeIn,
  invalidCode,
  mailRequired,
} from '../../../self-test/kit/sign-up.ts';

const toSignUp = (make: () => MessageChange) => onlyAbout(/Your code to sign up/, make);

const changeAsking = (
  requirement: RequirementId,
  how: string,
  make: () => Parameters<typeof aroundSending>[0],
): Mutant => mutant(requirement, how, (handle, config) => aroundSending(make())(handle, config));

const rateLimited = 'email_sending_rate_limited';

/** Mutants of the requirements of `account_create_send_validation_email`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeMail(
    'account_create_send_validation_email/sends-code',
    'no-mail',
    toSignUp(() => async () => 'SUCCESS'),
  ),
  changeMail(
    'account_create_send_validation_email/sends-code',
    'seven-characters',
    toSignUp(
      changesMessage(({ text, html }) => {
        const code = codeIn(text);
        return { text: text.replace(code, `${code}A`), html: html.replace(`>${code}<`, `>${code}A<`) };
      }),
    ),
  ),
  changeMail(
    'account_create_send_validation_email/code-in-both-parts',
    'not-in-html',
    toSignUp(changesMessage(({ text, html }) => ({ html: html.replaceAll(codeIn(text), '') }))),
  ),
  changeMail(
    'account_create_send_validation_email/mail-to-address-only',
    'to-the-host-too',
    toSignUp(changesMessage(() => ({ headers: carbonCopy }))),
  ),
  changeMail(
    'account_create_send_validation_email/server-unavailable-is-told',
    'success',
    toSignUp(changeOutcome('SERVER_UNAVAILABLE', 'SUCCESS')),
  ),
  changeMail(
    'account_create_send_validation_email/recipient-refused-is-told',
    'success',
    toSignUp(changeOutcome('RECIPIENT_REFUSED', 'SUCCESS')),
  ),
  changeMail(
    'account_create_send_validation_email/mail-link',
    'none',
    toSignUp(changesMessage(({ text }) => ({ text: text.replaceAll(/https?:\S+/g, '') }))),
  ),
  // Mailed codes count upwards. A code in a request is replaced by the real code.
  changeWithMail<Codes & { count: number }>(
    'account_create_send_validation_email/code-unpredictable',
    'counting',
    () => ({ of: new Map(), count: 0 }),
    {
      wrap: (memory) =>
        aroundProceeding(async (answer, { email, code }) => {
          const real = memory.of.get(email)?.find((one) => one.endsWith(` ${code}`));
          return answer(real?.split(' ')[0] ?? code);
        }),
      mail: (memory) => (message, send) => {
        const code = codeIn(message.text);
        if (code === '') return send(message);
        const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
        const word = `AAAA${letters[Math.floor(memory.count / 24) % 24]}${letters[memory.count % 24]}`;
        memory.count += 1;
        memory.of.set(message.to, [...(memory.of.get(message.to) ?? []), `${code} ${word}`]);
        return send({
          ...message,
          text: message.text.replaceAll(code, word),
          html: message.html.replaceAll(code, word),
        });
      },
    },
  ),
  changeWithMail<Codes>(
    'account_create_send_validation_email/new-code-replaces',
    'former-ones-too',
    () => ({ of: new Map() }),
    {
      wrap: (memory) =>
        aroundProceeding(async (answer, { email, code }) => {
          const codes = memory.of.get(email) ?? [];
          return answer(codes.includes(code) ? (codes.at(-1) ?? code) : code);
        }),
      mail: (memory) => (message, send) => {
        memory.of.set(message.to, [...(memory.of.get(message.to) ?? []), codeIn(message.text)]);
        return send(message);
      },
    },
  ),
  changeWithMail<{
    readonly messages: Map<string, Parameters<MessageChange>[0]>;
    send: Parameters<MessageChange>[1] | undefined;
  }>(
    'account_create_send_validation_email/existing-account-not-told',
    'mailed',
    () => ({ messages: new Map(), send: undefined }),
    {
      wrap: (memory) =>
        aroundSending(async (answer, email) => {
          const before = memory.messages.get(email);
          memory.messages.delete(email);
          const reply = await answer();
          if (before !== undefined && !memory.messages.has(email)) {
            memory.messages.set(email, before);
            await memory.send?.(before);
          }
          return reply;
        }),
      mail: (memory) => (message, send) => {
        memory.messages.set(message.to, message);
        memory.send = send;
        return send(message);
      },
    },
  ),
  mutant('account_create_send_validation_email/existing-account-not-told', 'told', (handle, config) => {
    const opened = new Set<string>();
    const noted = aroundProceeding(async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      if (creates && isOk(reply)) opened.add(email);
      return reply;
    })(handle, config);
    return aroundSending(async (answer, email) =>
      opened.has(email) ? commandReply({ status: 'email_recipient_refused' }) : answer(),
    )(noted, config);
  }),
  mutant('account_create_send_validation_email/cooldown', 'lifted-by-failures', (handle, config) => {
    const blocked = new Set<string>();
    const noting = aroundProceeding(async (answer, { email, code }) => {
      const reply = await answer(code);
      if (outcomeOf(reply) === mailRequired) blocked.add(email);
      return reply;
    });
    const lifting = aroundSending(async (answer, email) => {
      const reply = await answer();
      return outcomeOf(reply) === rateLimited && blocked.has(email) ? commandReply({ status: 'ok' }) : reply;
    });
    return lifting(noting(handle, config), config);
  }),
  changeProceeding('account_create_send_validation_email/new-code-resets-failures', 'counted-on', () => {
    const failures = new Map<string, number>();
    return async (answer, { email, code }) => {
      if ((failures.get(email) ?? 0) >= 3) return commandReply({ status: mailRequired });
      const reply = await answer(code);
      if (outcomeOf(reply) === invalidCode) failures.set(email, (failures.get(email) ?? 0) + 1);
      return reply;
    };
  }),
  mutant(
    'account_create_send_validation_email/limit-by-caller',
    'everybody-is-new',
    changeCall((call) =>
      call.target.startsWith('/anonymous_server')
        ? {
            ...withHeader(call, 'x-forwarded-for'),
            // All addresses of a 64-bit network count as one caller, so this one is of another
            // network.
            peer: `2001:db8:0:${Buffer.from(syncCrypto.randomBytes(2)).toString('hex')}::1`,
          }
        : call,
    ),
  ),
  changeAsking('account_create_send_validation_email/refusals-not-counted', 'counted', () => {
    const refused = new Map<string, bigint>();
    return async (answer, email) => {
      const count = refused.get(email) ?? 0n;
      const reply = await answer();
      const until = replyMap(reply)?.wait_until;
      if (!DateTime.is(until)) return reply;
      refused.set(email, count + 1n);
      return commandReply({ status: rateLimited, wait_until: until.plus(count * 1_000_000n) });
    };
  }),
  changeAsking('account_create_send_validation_email/unsent-mails-counted', 'free', () => {
    const failed = new Map<string, string>();
    return async (answer, email) => {
      const reply = await answer();
      const outcome = String(outcomeOf(reply));
      if (outcome.startsWith('email_') && outcome !== rateLimited) failed.set(email, outcome);
      return outcome === rateLimited && failed.has(email)
        ? commandReply({ status: failed.get(email) ?? '' })
        : reply;
    };
  }),
];
