import { verifies } from '../../../src/judge/verifies.ts';
import { askCode, checkCode, createAccount } from '../../../src/vocabulary/actions/sign-up.ts';
import {
  byCaller,
  codeIn,
  otherCode,
  rateLimitedServer,
  sentCode,
  waitForSignUpMails,
  withSentCode,
} from '../../../src/vocabulary/actions/sign-up-mails.ts';
import { mailsTo, mailTo } from '../../../src/vocabulary/observations/mail.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['mail', 'start'] as const;

verifies('account_create_send_validation_email/new-code-replaces', { needs }, async (check) => {
  const { mailing, judge, email, code: former } = await withSentCode(check);
  judge.expect.reply(await checkCode(judge, email, former), 'ok', 'the first code, while it is the only one');
  const present = await sentCode(mailing, email, 2);
  judge.expect.that(present !== former, 'a new code', present);
  judge.expect.reply(await checkCode(judge, email, former), 'invalid_validation_code', 'the former code');
  judge.expect.reply(await checkCode(judge, email, present), 'ok', 'the new code');
});

verifies('account_create_send_validation_email/new-code-resets-failures', { needs }, async (check) => {
  const { mailing, judge, email, code: first } = await withSentCode(check);
  const fail = async (right: string, times: number) => {
    for (let time = 1; time <= times; time += 1)
      judge.expect.reply(await checkCode(judge, email, otherCode(right)), 'invalid_validation_code');
  };
  await fail(first, 3);
  const blocked = await checkCode(judge, email, first);
  judge.expect.reply(blocked, 'send_validation_email_required', 'the right code after three failures');
  const second = await sentCode(mailing, email, 2);
  await fail(second, 2);
  judge.expect.reply(
    await checkCode(judge, email, second),
    'ok',
    'the new code after two failures of its own',
  );
});

// After failed attempts, a new code is subject to the cooldown as well. Otherwise three failures
// would bypass the cooldown.
verifies(
  'account_create_send_validation_email/cooldown',
  { needs, case: 'after-failures' },
  async (check) => {
    const mailing = await rateLimitedServer(check, { cooldown: 60 });
    const { judge } = mailing;
    const email = freshAddress(judge);
    judge.expect.reply(await askCode(judge, email, byCaller(judge)), 'ok', 'the first request');
    const code = codeIn(judge, await mailTo(judge, mailing, email));
    for (let time = 1; time <= 3; time += 1)
      judge.expect.reply(await checkCode(judge, email, otherCode(code)), 'invalid_validation_code');
    const blocked = await checkCode(judge, email, code);
    judge.expect.reply(blocked, 'send_validation_email_required', 'the right code after three failures');
    const again = await askCode(judge, email, byCaller(judge));
    judge.expect.reply(again, 'email_sending_rate_limited', 'a second request, within the pause');
    judge.expect.reply(await askCode(judge, freshAddress(judge), byCaller(judge)), 'ok', 'another address');
  },
);

verifies('account_create_send_validation_email/existing-account-not-told', { needs }, async (check) => {
  const { mailing, judge, email, code } = await withSentCode(check);
  const other = freshAddress(judge);
  judge.expect.reply(await createAccount(judge, email, code), 'ok', 'opening the account');
  const ofAccount = await askCode(judge, email);
  const unknown = await askCode(judge, other);
  judge.expect.reply(ofAccount, 'ok', 'an address that has an account');
  judge.expect.equal(
    ofAccount.message,
    unknown.message,
    'the answer, beside that to any other address',
    ofAccount,
  );
  await waitForSignUpMails(mailing, freshAddress(judge, 'last'));
  await mailsTo(judge, mailing, other, 1);
  await mailsTo(judge, mailing, email, 1);
});

verifies(
  [
    'account_create_send_validation_email/existing-account-not-told',
    'account_create_proceed/code-of-its-address',
  ],
  { needs, case: 'other-spelling' },
  async (check) => {
    const { mailing, judge, email, code } = await withSentCode(check);
    judge.expect.reply(await createAccount(judge, email, code), 'ok', 'opening the account');
    // The email address is case-sensitive, so another spelling has no account yet.
    const other = email.replace('zack', 'Zack');
    const others = await sentCode(mailing, other, 2);
    judge.expect.reply(await createAccount(judge, other, others), 'ok', 'an account with another spelling');
  },
);

const codes = 40;

verifies('account_create_send_validation_email/code-unpredictable', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const codesSent: string[] = [];
  while (codesSent.length < codes) {
    const together = Array.from({ length: 8 }, () => sentCode(mailing, freshAddress(judge)));
    codesSent.push(...(await Promise.all(together)));
  }
  judge.expect.equal(new Set(codesSent).size, codes, `different ones of ${codes} codes`);
  // 40 random characters out of 32 contain about 23 distinct ones, and hardly ever fewer than 12.
  for (let index = 0; index < 6; index += 1) {
    const values = new Set(codesSent.map((code) => code.charAt(index))).size;
    judge.expect.that(values >= 12, `at least 12 characters at place ${index + 1} of ${codes} codes`, values);
  }
});
