import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import { askCode, checkCode } from '../../../src/vocabulary/actions/sign-up.ts';
import { codeIn, visibleWords } from '../../../src/vocabulary/actions/sign-up-mails.ts';
import { expectOnlyRecipient, mailTo, unusableRelays } from '../../../src/vocabulary/observations/mail.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { decode } from '../../../src/wire/decode.ts';

const needs = ['mail', 'start'] as const;

/** Asks for a code for a new address, and returns its mail. */
async function codeMail(check: Judge) {
  const mailing = await check.withMail();
  const { judge, sender } = mailing;
  const email = freshAddress(judge);
  judge.expect.reply(await askCode(judge, email));
  return { judge, sender, email, mail: await mailTo(judge, mailing, email) };
}

verifies('account_create_send_validation_email/sends-code', { needs }, async (check) => {
  const { judge, email, mail } = await codeMail(check);
  const code = codeIn(judge, mail);
  judge.expect.reply(await checkCode(judge, email, code), 'ok', 'the code of the mail');
});

verifies('account_create_send_validation_email/code-in-both-parts', { needs }, async (check) => {
  const { judge, mail } = await codeMail(check);
  const code = codeIn(judge, mail);
  const words = visibleWords(mail.html);
  judge.expect.that(words.includes(code), `the code ${code} in the HTML part`, words);
});

verifies('account_create_send_validation_email/mail-to-address-only', { needs }, async (check) => {
  const { judge, sender, email, mail } = await codeMail(check);
  expectOnlyRecipient(judge, mail, sender, email);
});

verifies('account_create_send_validation_email/mail-link', { needs }, async (check) => {
  const { judge, email, mail } = await codeMail(check);
  const code = codeIn(judge, mail);
  const links = mail.text.match(/(?:https?|parsec3):\/\/[^\s"'<>]+/g) ?? [];
  const carried = links.map((link) => payloadOf(link));
  const hasLink = carried.some((content) => content.includes(email) && content.includes(code));
  judge.expect.that(hasLink, 'a link that carries address and code', links);
});

/** The payload of a link, as text. */
function payloadOf(link: string): readonly unknown[] {
  const payload = /[?&]p=([A-Za-z0-9_-]+)/.exec(link)?.[1] ?? '';
  try {
    const content = decode(Buffer.from(payload, 'base64url'));
    return Array.isArray(content) ? content : [content];
  } catch {
    return [];
  }
}

verifies('account_create_send_validation_email/recipient-refused-is-told', { needs }, async (check) => {
  const { judge } = await check.withMail();
  const refused = await askCode(judge, `${recipientReactions.refused}${freshAddress(judge)}`);
  const valid = await askCode(judge, freshAddress(judge));
  judge.expect.reply(valid, 'ok', 'an address that the relay takes');
  judge.expect.reply(refused, 'email_recipient_refused', 'an address that the relay refuses');
});

for (const [name, kind, options] of unusableRelays) {
  verifies(
    'account_create_send_validation_email/server-unavailable-is-told',
    { needs, case: name },
    async (check) => {
      const { judge: served } = await check.withMail();
      const answer = await askCode(served, freshAddress(served));
      served.expect.reply(answer, 'ok', 'the same over a relay that takes mails');
      const { judge } = await check.withMail(kind, options);
      judge.expect.reply(await askCode(judge, freshAddress(judge)), 'email_server_unavailable');
    },
  );
}

verifies(
  'account_create_send_validation_email/server-unavailable-is-told',
  { needs, case: 'rejected-after-data' },
  async (check) => {
    const { judge } = await check.withMail();
    const answer = await askCode(judge, `${recipientReactions.rejected}${freshAddress(judge)}`);
    judge.expect.reply(
      await askCode(judge, freshAddress(judge)),
      'ok',
      'an address whose mail the relay takes',
    );
    judge.expect.answer(answer, ['email_server_unavailable', 'email_recipient_refused']);
  },
);
