import { matchesExpected } from '../../../src/judge/expect.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  checkCode,
  createAccount,
  createUnlocked,
  withAccountCreationLock,
} from '../../../src/vocabulary/actions/sign-up.ts';
import { sentCode, withSentCode } from '../../../src/vocabulary/actions/sign-up-mails.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['mail', 'start'] as const;
const rounds = 3;
const contenders = 6;
const mailRequired = 'send_validation_email_required';

verifies('account_create_proceed/creates-account', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const [email, other] = [freshAddress(judge), freshAddress(judge)];
  const authMethod = judge.random.id();
  const code = await sentCode(mailing, email);
  judge.expect.reply(await createAccount(judge, email, code, { authMethod }), 'ok', 'the creation');
  // The method of authentication is unique per account, so a second use of it shows that the
  // account exists.
  const otherCode = await sentCode(mailing, other);
  const refusal = await createAccount(judge, other, otherCode, { authMethod });
  judge.expect.reply(refusal, 'auth_method_id_already_exists', 'another account by the same method');
});

verifies('account_create_proceed/creates-account', { needs, case: 'at-once' }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  for (let round = 1; round <= rounds; round += 1) {
    const people = Array.from({ length: contenders }, () => freshAddress(judge));
    const codes = await Promise.all(people.map((email) => sentCode(mailing, email)));
    const answers = await withAccountCreationLock(judge, () =>
      judge.atOnce(people.map((email, index) => () => createUnlocked(judge, email, codes[index] ?? ''))),
    );
    for (const answer of answers)
      judge.expect.reply(answer, 'ok', `a creation among others of round ${round}`);
  }
});

verifies('account_create_proceed/code-used-up', { needs }, async (check) => {
  const { judge, email, code } = await withSentCode(check);
  judge.expect.reply(await createAccount(judge, email, code), 'ok', 'the creation');
  judge.expect.reply(await checkCode(judge, email, code), mailRequired, 'a check of the same code');
  judge.expect.reply(await createAccount(judge, email, code), mailRequired, 'a creation with the same code');
});

verifies(
  ['account_create_proceed/auth-method-new', 'account_create_proceed/auth-method-refusal-keeps-code'],
  { needs },
  async (check) => {
    const mailing = await check.withMail();
    const { judge } = mailing;
    const [first, second] = [freshAddress(judge), freshAddress(judge)];
    const authMethod = judge.random.id();
    const ofFirst = await sentCode(mailing, first);
    const ofSecond = await sentCode(mailing, second);
    judge.expect.reply(await createAccount(judge, first, ofFirst, { authMethod }), 'ok', 'the first account');
    const refusal = await createAccount(judge, second, ofSecond, { authMethod });
    judge.expect.reply(refusal, 'auth_method_id_already_exists', 'the method of another account');
    judge.expect.reply(await checkCode(judge, second, ofSecond), 'ok', 'the code after the refusal');
    judge.expect.reply(await createAccount(judge, second, ofSecond), 'ok', 'a method of its own');
  },
);

verifies('account_create_proceed/one-creation', { needs }, async (check) => {
  const mailing = await check.withMail();
  const { judge } = mailing;
  for (let round = 1; round <= rounds; round += 1) {
    const email = freshAddress(judge);
    const code = await sentCode(mailing, email);
    const calls = Array.from({ length: contenders }, () => () => createUnlocked(judge, email, code));
    const answers = await withAccountCreationLock(judge, () => judge.atOnce(calls));
    const winners = answers.filter((answer) => matchesExpected(answer, 'ok'));
    judge.expect.equal(winners.length, 1, `creations that succeeded in round ${round}`, winners[1]);
    for (const answer of answers)
      if (answer !== winners[0]) judge.expect.answer(answer, mailRequired, `a loser of round ${round}`);
  }
});
