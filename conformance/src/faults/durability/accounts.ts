import type { MailedJudge } from '../../judge/judge.ts';
import { checkCode, createAccount } from '../../vocabulary/actions/sign-up.ts';
import { otherCode, sentCode } from '../../vocabulary/actions/sign-up-mails.ts';
import { freshAddress } from '../../vocabulary/organizations/invitation-organization.ts';
import type { DurableFact } from './durable-fact.ts';

const required = 'send_validation_email_required';
const wrong = 'invalid_validation_code';

/** Durable facts about sign-ups. `mail`: the relay that receives the server's mail. */
export const accounts = (mail: Omit<MailedJudge, 'judge'>) =>
  ({
    sentCode: async (judge) => {
      const email = freshAddress(judge);
      const code = await sentCode({ ...mail, judge }, email);
      return async (later) => {
        const other = await checkCode(later, email, otherCode(code));
        later.expect.answer(other, wrong, 'a code that was not sent');
        later.expect.reply(await checkCode(later, email, code), 'ok', 'the code that was sent');
        later.expect.reply(await createAccount(later, email, code), 'ok', 'an account by that code');
      };
    },
    wrongCodes: async (judge) => {
      const email = freshAddress(judge);
      const code = await sentCode({ ...mail, judge }, email);
      for (const which of ['first', 'second'])
        judge.expect.answer(await checkCode(judge, email, otherCode(code)), wrong, `the ${which} wrong code`);
      return async (later) => {
        await checkCode(later, email, otherCode(code));
        later.expect.answer(await checkCode(later, email, code), required, 'the code after three wrong ones');
      };
    },
    replacedCode: async (judge) => {
      const email = freshAddress(judge);
      const first = await sentCode({ ...mail, judge }, email);
      const second = await sentCode({ ...mail, judge }, email, 2);
      return async (later) => {
        later.expect.reply(await checkCode(later, email, second), 'ok', 'the second code');
        // Equal with a probability of one in a billion.
        if (first !== second)
          later.expect.answer(await checkCode(later, email, first), wrong, 'the first code');
      };
    },
    account: async (judge) => {
      const [email, other] = [freshAddress(judge), freshAddress(judge)];
      const authMethod = judge.random.id();
      const code = await sentCode({ ...mail, judge }, email);
      const others = await sentCode({ ...mail, judge }, other);
      judge.expect.reply(await createAccount(judge, email, code, { authMethod }), 'ok', 'an account');
      return async (later) => {
        later.expect.answer(await checkCode(later, email, code), required, 'a code that was used up');
        const again = await createAccount(later, email, code);
        later.expect.answer(again, required, 'another account by that code');
        const refusal = await createAccount(later, other, others, { authMethod });
        later.expect.answer(refusal, 'auth_method_id_already_exists', 'another account by the same method');
        later.expect.reply(await createAccount(later, other, others), 'ok', 'one by a method of its own');
      };
    },
  }) satisfies Record<string, DurableFact>;
