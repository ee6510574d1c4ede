import { verifies } from '../../../src/judge/verifies.ts';
import { checkCode, createAccount } from '../../../src/vocabulary/actions/sign-up.ts';
import { otherCode, sentCode, withSentCode } from '../../../src/vocabulary/actions/sign-up-mails.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['mail', 'start'] as const;
const invalidCode = 'invalid_validation_code';
const mailRequired = 'send_validation_email_required';

const ways = { check: checkCode, creation: createAccount } as const;

verifies('account_create_proceed/check-keeps-code', { needs }, async (check) => {
  const { judge, email, code } = await withSentCode(check);
  for (const time of ['first', 'second', 'third', 'fourth'])
    judge.expect.reply(await checkCode(judge, email, code), 'ok', `the ${time} check`);
  judge.expect.reply(await createAccount(judge, email, code), 'ok', 'the creation after four checks');
});

/** An address that differs in letter case only. It is another address (TYPES-07). */
const spellings = {
  'local-part': (email: string) => email.replace(/^z/, 'Z'),
  domain: (email: string) => email.replace(/@e/, '@E'),
} as const;

for (const [way, call] of Object.entries(ways)) {
  for (const [part, otherCase] of Object.entries(spellings)) {
    verifies(
      'account_create_proceed/code-of-its-address',
      { needs, case: `${way}-case-of-${part}` },
      async (check) => {
        const { mailing, judge, email, code } = await withSentCode(check);
        const another = otherCase(email);
        judge.expect.reply(await call(judge, another, code), mailRequired, 'an address that got no code');
        // The relay treats both spellings as the same recipient, so this is its second mail.
        const anothers = await sentCode(mailing, another, 2);
        judge.expect.reply(await call(judge, another, code), invalidCode, 'the code of the first spelling');
        judge.expect.reply(await call(judge, email, code), 'ok', 'the first spelling, with its own code');
        judge.expect.reply(await call(judge, another, anothers), 'ok', 'the second one, with its own code');
      },
    );
  }

  verifies('account_create_proceed/code-right', { needs, case: way }, async (check) => {
    const { judge, email, code } = await withSentCode(check);
    await judge.twin({
      broken: () => call(judge, email, otherCode(code)),
      refused: invalidCode,
      valid: () => call(judge, email, code),
    });
  });

  verifies('account_create_proceed/code-was-sent', { needs, case: way }, async (check) => {
    const { judge, email, code } = await withSentCode(check);
    await judge.twin({
      broken: () => call(judge, freshAddress(judge), code),
      refused: mailRequired,
      valid: () => call(judge, email, code),
    });
  });

  verifies('account_create_proceed/code-of-its-address', { needs, case: way }, async (check) => {
    const { mailing, judge, email, code } = await withSentCode(check);
    const other = freshAddress(judge);
    const otherOnes = await sentCode(mailing, other);
    await judge.twin({
      broken: () => call(judge, other, code),
      refused: invalidCode,
      valid: () => call(judge, email, code),
    });
    judge.expect.reply(await call(judge, other, otherOnes), 'ok', 'the other address, with its own code');
  });

  verifies('account_create_proceed/three-failures', { needs, case: way }, async (check) => {
    const { mailing, judge, email, code } = await withSentCode(check);
    const patient = freshAddress(judge);
    const spared = await sentCode(mailing, patient);
    for (const time of ['first', 'second']) {
      judge.expect.reply(await call(judge, patient, otherCode(spared)), invalidCode, `the ${time} failure`);
      judge.expect.reply(await call(judge, email, otherCode(code)), invalidCode, `the ${time} failure`);
    }
    judge.expect.reply(await call(judge, email, otherCode(code)), invalidCode, 'the third failure');
    judge.expect.reply(await call(judge, email, code), mailRequired, 'the right code after three failures');
    judge.expect.reply(
      await call(judge, email, otherCode(code)),
      mailRequired,
      'a wrong code after three failures',
    );
    judge.expect.reply(await call(judge, patient, spared), 'ok', 'the right code after two failures');
  });
}

for (const [name, order] of [
  ['creation-last', [checkCode, checkCode, createAccount]],
  ['check-last', [createAccount, createAccount, checkCode]],
] as const) {
  verifies('account_create_proceed/failures-shared', { needs, case: name }, async (check) => {
    const { judge, email, code } = await withSentCode(check);
    for (const call of order)
      judge.expect.reply(await call(judge, email, otherCode(code)), invalidCode, 'a failure');
    judge.expect.reply(await checkCode(judge, email, code), mailRequired, 'the check of the right code');
    judge.expect.reply(
      await createAccount(judge, email, code),
      mailRequired,
      'the creation with the right code',
    );
  });
}

for (const [name, code] of [
  ['lower-case', 'abcdef'],
  ['five', 'ABCDE'],
  ['seven', 'ABCDEFG'],
  ['empty', ''],
  ['letter-i', 'ABCDEI'],
  ['letter-o', 'ABCDEO'],
  ['zero', 'ABCDE0'],
  ['one', 'ABCDE1'],
  ['blank', 'ABCDE '],
] as const) {
  verifies('account_create_proceed/code-form', { case: name }, async (judge) => {
    const email = freshAddress(judge);
    await judge.twin({
      broken: () => checkCode(judge, email, code),
      refused: 415,
      valid: () => checkCode(judge, email, 'ABCDEF'),
      accepted: mailRequired,
    });
  });
}
