import { letterTo, lettersTo } from '../../src/effects/index.ts';
import type { Exchange } from '../../src/exchange/index.ts';
import { freshAddress } from '../../src/invitations/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { fates } from '../../src/mail/index.ts';
import {
  askCode,
  byCaller,
  codeIn,
  createAccount,
  everySignUpArrived,
  limited,
  strangerAt,
} from '../../src/sign-up/index.ts';
import type { Instant } from '../../src/wire/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['mail', 'start'] as const;
const pause = { cooldown: 60 };
const hourly = { mostPerHour: 2 };

/** A refusal that names an instant, within 3 s so many seconds after `since`: gives that instant. */
function expectLimited(judge: Judge, answer: Exchange, since: Instant, seconds: number): Instant {
  const refused = judge.expect.reply(answer, 'email_sending_rate_limited', 'a request too many');
  const until = judge.expect.instant(refused, 'wait_until', answer);
  const off = Number(until.micros - since.plusSeconds(seconds).micros) / 1e6;
  judge.expect.that(
    Math.abs(off) < 3,
    `wait_until ${seconds} s after the request that counts`,
    `${off} s off`,
    answer,
  );
  return until;
}

/** Asks as somebody who never called before: what is counted then is the address alone. */
const askAsStranger = (judge: Judge, email: string) => askCode(judge, email, byCaller(judge));

verifies('account_create_send_validation_email/cooldown', { needs }, async (check) => {
  const mailing = await limited(check, pause);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const since = judge.now();
  judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the first request');
  expectLimited(judge, await askAsStranger(judge, email), since, pause.cooldown);
  await everySignUpArrived(mailing, freshAddress(judge, 'last'));
  await lettersTo(judge, mailing, email, 1);
});

verifies('account_create_send_validation_email/most-per-hour', { needs }, async (check) => {
  const mailing = await limited(check, hourly);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const since = judge.now();
  judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the first request');
  await judge.sleep(50);
  judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the second request');
  expectLimited(judge, await askAsStranger(judge, email), since, 3600);
  await everySignUpArrived(mailing, freshAddress(judge, 'last'));
  await lettersTo(judge, mailing, email, 2);
});

const bothLimits = [
  'account_create_send_validation_email/cooldown',
  'account_create_send_validation_email/most-per-hour',
] as const;

// The pause tells exactly when the request was that counts: an hour after that very one the next is due.
verifies(bothLimits, { needs, case: 'exact' }, async (check) => {
  const { judge } = await limited(check, { cooldown: 1, ...hourly });
  const email = freshAddress(judge);
  const since = judge.now();
  judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the first request');
  const first = expectLimited(judge, await askAsStranger(judge, email), since, 1);
  await judge.sleep(1100);
  judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the second request, after the pause');
  const second = expectLimited(judge, await askAsStranger(judge, email), since, 2);
  judge.expect.that(second.micros > first.micros, 'a pause after the second request', second);
  await judge.sleep(1100);
  const hour = expectLimited(judge, await askAsStranger(judge, email), since, 3600);
  judge.expect.equal(hour, first.plusSeconds(3599), 'wait_until, an hour after the first request');
});

for (const [name, limits, seconds] of [
  ['pause', pause, pause.cooldown],
  ['hour', hourly, 3600],
] as const) {
  verifies('account_create_send_validation_email/limit-by-caller', { needs, case: name }, async (check) => {
    const { judge } = await limited(check, limits);
    const caller = byCaller(judge, strangerAt(judge));
    const since = judge.now();
    const allowed = name === 'hour' ? hourly.mostPerHour : 1;
    for (let time = 1; time <= allowed; time += 1)
      judge.expect.reply(await askCode(judge, freshAddress(judge), caller), 'ok', `request ${time}`);
    expectLimited(judge, await askCode(judge, freshAddress(judge), caller), since, seconds);
    judge.expect.reply(await askAsStranger(judge, freshAddress(judge)), 'ok', 'another caller');
  });

  verifies(
    'account_create_send_validation_email/refusals-not-counted',
    { needs, case: name },
    async (check) => {
      const { judge } = await limited(check, limits);
      const email = freshAddress(judge);
      const since = judge.now();
      const allowed = name === 'hour' ? hourly.mostPerHour : 1;
      for (let time = 1; time <= allowed; time += 1)
        judge.expect.reply(await askAsStranger(judge, email), 'ok', `request ${time}`);
      const first = expectLimited(judge, await askAsStranger(judge, email), since, seconds);
      await judge.sleep(50);
      const caller = byCaller(judge, strangerAt(judge));
      const later = await askCode(judge, email, caller);
      judge.expect.equal(
        expectLimited(judge, later, since, seconds),
        first,
        'wait_until after a refusal',
        later,
      );
      // Nor does it count against who was refused.
      judge.expect.reply(
        await askCode(judge, freshAddress(judge), caller),
        'ok',
        'the refused caller elsewhere',
      );
    },
  );
}

verifies(
  'account_create_send_validation_email/unsent-mails-counted',
  { needs, case: 'refused' },
  async (check) => {
    const { judge } = await limited(check, pause);
    const email = `${fates.refused}${freshAddress(judge)}`;
    const since = judge.now();
    // Whether the failure is told is another rule's matter.
    judge.expect.answer(
      await askAsStranger(judge, email),
      ['email_recipient_refused', 'ok'],
      'the first request',
    );
    expectLimited(judge, await askAsStranger(judge, email), since, pause.cooldown);
  },
);

verifies(
  'account_create_send_validation_email/unsent-mails-counted',
  { needs, case: 'not-due' },
  async (check) => {
    const mailing = await limited(check, hourly);
    const { judge } = mailing;
    const email = freshAddress(judge);
    const since = judge.now();
    judge.expect.reply(await askAsStranger(judge, email), 'ok', 'the first request');
    const code = codeIn(judge, await letterTo(judge, mailing, email));
    judge.expect.reply(await createAccount(judge, email, code), 'ok', 'opening the account');
    judge.expect.reply(await askAsStranger(judge, email), 'ok', 'a request that sends nothing');
    expectLimited(judge, await askAsStranger(judge, email), since, 3600);
  },
);
