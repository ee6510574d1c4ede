import { askCode, createAccount } from '../../../src/case/actions/sign-up.ts';
import {
  byCaller,
  codeIn,
  freshCallerAddress,
  rateLimitedServer,
  waitForSignUpMails,
} from '../../../src/case/actions/sign-up-mails.ts';
import type { Judge } from '../../../src/case/judge.ts';
import { mailsTo, mailTo } from '../../../src/case/observations/mail.ts';
import { freshAddress } from '../../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['mail', 'start'] as const;
const pause = { cooldown: 60 };
// With a cooldown, so that one server covers both limits. A caller that waits for the cooldown is
// subject only to the hourly limit.
const hourly = { cooldown: 2, mostPerHour: 2 };
const waitForCooldown = (judge: Judge) => judge.sleep(hourly.cooldown * 1000 + 100);

/** Expects a refusal whose instant is `seconds` after `since`, ± 3 s. Returns that instant. */
function expectLimited(judge: Judge, answer: Exchange, since: Instant, seconds: number): Instant {
  const refused = judge.expect.reply(answer, 'email_sending_rate_limited', 'a request above the limit');
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

/**
 * Sends the request from a new caller address, so that only the limit per email address applies.
 */
const askFromNewAddress = (judge: Judge, email: string) => askCode(judge, email, byCaller(judge));

verifies('account_create_send_validation_email/cooldown', { needs }, async (check) => {
  const mailing = await rateLimitedServer(check, pause);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const since = judge.now();
  judge.expect.reply(await askFromNewAddress(judge, email), 'ok', 'the first request');
  expectLimited(judge, await askFromNewAddress(judge, email), since, pause.cooldown);
  await waitForSignUpMails(mailing, freshAddress(judge, 'last'));
  await mailsTo(judge, mailing, email, 1);
});

verifies('account_create_send_validation_email/most-per-hour', { needs }, async (check) => {
  const mailing = await rateLimitedServer(check, hourly);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const since = judge.now();
  judge.expect.reply(await askFromNewAddress(judge, email), 'ok', 'the first request');
  await waitForCooldown(judge);
  judge.expect.reply(await askFromNewAddress(judge, email), 'ok', 'the second request');
  await waitForCooldown(judge);
  expectLimited(judge, await askFromNewAddress(judge, email), since, 3600);
  await waitForSignUpMails(mailing, freshAddress(judge, 'last'));
  await mailsTo(judge, mailing, email, 2);
});

const bothLimits = [
  'account_create_send_validation_email/cooldown',
  'account_create_send_validation_email/most-per-hour',
] as const;

// The reported cooldown gives the exact time of the counted request. The next request is allowed
// one hour after it. The cooldown is longer than two requests take on a busy machine.
verifies(bothLimits, { needs, case: 'exact' }, async (check) => {
  const { cooldown } = hourly;
  const { judge } = await rateLimitedServer(check, hourly);
  const email = freshAddress(judge);
  const since = judge.now();
  const askTwice = async (seconds: number, label: string) => {
    judge.expect.reply(await askFromNewAddress(judge, email), 'ok', label);
    return expectLimited(judge, await askFromNewAddress(judge, email), since, seconds);
  };
  const first = await askTwice(cooldown, 'the first request');
  await waitForCooldown(judge);
  const second = await askTwice(2 * cooldown, 'the second request');
  judge.expect.that(second.micros > first.micros, 'a later wait_until after the second request', second);
  await waitForCooldown(judge);
  const hour = expectLimited(judge, await askFromNewAddress(judge, email), since, 3600);
  judge.expect.equal(hour, first.plusSeconds(3600 - cooldown), 'wait_until, an hour after the first request');
});

for (const [name, limits, seconds, allowed] of [
  ['pause', pause, pause.cooldown, 1],
  ['hour', hourly, 3600, hourly.mostPerHour],
] as const) {
  /** Sends as many requests as are allowed. */
  const exhaustLimit = async (judge: Judge, ask: () => Promise<Exchange>) => {
    for (let time = 1; time <= allowed; time += 1) {
      judge.expect.reply(await ask(), 'ok', `request ${time}`);
      if (name === 'hour') await waitForCooldown(judge);
    }
  };

  verifies('account_create_send_validation_email/limit-by-caller', { needs, case: name }, async (check) => {
    const { judge } = await rateLimitedServer(check, limits);
    const caller = byCaller(judge, freshCallerAddress(judge));
    const since = judge.now();
    await exhaustLimit(judge, () => askCode(judge, freshAddress(judge), caller));
    expectLimited(judge, await askCode(judge, freshAddress(judge), caller), since, seconds);
    judge.expect.reply(await askFromNewAddress(judge, freshAddress(judge)), 'ok', 'another caller');
  });

  verifies(
    'account_create_send_validation_email/refusals-not-counted',
    { needs, case: name },
    async (check) => {
      const { judge } = await rateLimitedServer(check, limits);
      const email = freshAddress(judge);
      const since = judge.now();
      await exhaustLimit(judge, () => askFromNewAddress(judge, email));
      const first = expectLimited(judge, await askFromNewAddress(judge, email), since, seconds);
      await judge.sleep(50);
      const caller = byCaller(judge, freshCallerAddress(judge));
      const later = await askCode(judge, email, caller);
      judge.expect.equal(
        expectLimited(judge, later, since, seconds),
        first,
        'wait_until after a refusal',
        later,
      );
      // Refused requests do not count against the limit.
      judge.expect.reply(
        await askCode(judge, freshAddress(judge), caller),
        'ok',
        'a request for another address by the refused caller',
      );
    },
  );
}

verifies(
  'account_create_send_validation_email/unsent-mails-counted',
  { needs, case: 'refused' },
  async (check) => {
    const { judge } = await rateLimitedServer(check, pause);
    const email = `${recipientReactions.refused}${freshAddress(judge)}`;
    const since = judge.now();
    // Another requirement decides whether the failure is reported.
    judge.expect.answer(
      await askFromNewAddress(judge, email),
      ['email_recipient_refused', 'ok'],
      'the first request',
    );
    expectLimited(judge, await askFromNewAddress(judge, email), since, pause.cooldown);
  },
);

verifies(
  'account_create_send_validation_email/unsent-mails-counted',
  { needs, case: 'not-due' },
  async (check) => {
    const mailing = await rateLimitedServer(check, hourly);
    const { judge } = mailing;
    const email = freshAddress(judge);
    const since = judge.now();
    judge.expect.reply(await askFromNewAddress(judge, email), 'ok', 'the first request');
    const code = codeIn(judge, await mailTo(judge, mailing, email));
    judge.expect.reply(await createAccount(judge, email, code), 'ok', 'opening the account');
    await waitForCooldown(judge);
    judge.expect.reply(await askFromNewAddress(judge, email), 'ok', 'a request that sends nothing');
    await waitForCooldown(judge);
    expectLimited(judge, await askFromNewAddress(judge, email), since, 3600);
  },
);
