import type { Expected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { recipientReactions } from '../../../src/targets/recipient-reactions.ts';
import { askCode, createAccount } from '../../../src/vocabulary/actions/sign-up.ts';
import {
  byCaller,
  codeIn,
  freshCallerAddress,
  rateLimitedServer,
  waitForSignUpMails,
} from '../../../src/vocabulary/actions/sign-up-mails.ts';
import { mailsTo, mailTo } from '../../../src/vocabulary/observations/mail.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Instant } from '../../../src/wire/values.ts';

// Two pauses alone last 4 s.
const options = { needs: ['mail', 'start'], timeout: 15_000 } as const;
const cooldownOnly = { cooldown: 60 };
// With a cooldown, so that one server covers both limits. A caller that waits for the cooldown is
// subject only to the hourly limit.
const hourly = { cooldown: 2, mostPerHour: 2 };
const waitForCooldown = (judge: Judge) => judge.sleep(hourly.cooldown * 1000 + 100);

/** When a request was sent and answered. */
interface Period {
  readonly since: Instant;
  readonly until: Instant;
  /** When it was sent, in ms of `performance.now()`. */
  readonly sent: number;
}

/** Sends a request that counts against the limits, and returns when. */
async function sendCounted(
  judge: Judge,
  ask: () => Promise<Exchange>,
  what: string,
  expected: Expected = 'ok',
): Promise<Period> {
  const [since, sent] = [judge.now(), performance.now()];
  judge.expect.answer(await ask(), expected, what);
  return { since, until: judge.now(), sent };
}

/**
 * Sends a request and expects a refusal whose instant is `seconds` after the request that counts,
 * ± 3 s. Returns that instant. The request must be sent before that instant.
 */
async function expectLimited(
  judge: Judge,
  ask: () => Promise<Exchange>,
  { since, until, sent }: Period,
  seconds: number,
): Promise<Instant> {
  const answer = await judge.within(seconds * 1000, ask, sent);
  const refused = judge.expect.reply(answer, 'email_sending_rate_limited', 'a request above the limit');
  const instant = judge.expect.instant(refused, 'wait_until', answer);
  const { micros } = instant.plusSeconds(-seconds);
  const off = Math.max(Number(since.micros - micros), Number(micros - until.micros)) / 1e6;
  judge.expect.that(off < 3, `wait_until ${seconds} s after the request that counts`, `${off} s off`, answer);
  return instant;
}

/**
 * Sends the request from a new caller address, so that only the limit per email address applies.
 */
const askFromNewAddress = (judge: Judge, email: string) => askCode(judge, email, byCaller(judge));

verifies('account_create_send_validation_email/cooldown', options, async (check) => {
  const mailing = await rateLimitedServer(check, cooldownOnly);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const ask = () => askFromNewAddress(judge, email);
  const first = await sendCounted(judge, ask, 'the first request');
  await expectLimited(judge, ask, first, cooldownOnly.cooldown);
  await waitForSignUpMails(mailing, freshAddress(judge, 'last'));
  await mailsTo(judge, mailing, email, 1);
});

verifies('account_create_send_validation_email/most-per-hour', options, async (check) => {
  const mailing = await rateLimitedServer(check, hourly);
  const { judge } = mailing;
  const email = freshAddress(judge);
  const ask = () => askFromNewAddress(judge, email);
  const first = await sendCounted(judge, ask, 'the first request');
  await waitForCooldown(judge);
  judge.expect.reply(await ask(), 'ok', 'the second request');
  await waitForCooldown(judge);
  await expectLimited(judge, ask, first, 3600);
  await waitForSignUpMails(mailing, freshAddress(judge, 'last'));
  await mailsTo(judge, mailing, email, 2);
});

const bothLimits = [
  'account_create_send_validation_email/cooldown',
  'account_create_send_validation_email/most-per-hour',
] as const;

// The reported cooldown gives the exact time of the counted request. The next request is allowed
// one hour after it.
verifies(bothLimits, { ...options, case: 'exact' }, async (check) => {
  const { cooldown } = hourly;
  const { judge } = await rateLimitedServer(check, hourly);
  const email = freshAddress(judge);
  const ask = () => askFromNewAddress(judge, email);
  const first = await sendCounted(judge, ask, 'the first request');
  const next = await expectLimited(judge, ask, first, cooldown);
  await waitForCooldown(judge);
  const second = await sendCounted(judge, ask, 'the second request');
  const later = await expectLimited(judge, ask, second, cooldown);
  judge.expect.that(later.micros > next.micros, 'a later wait_until after the second request', later);
  await waitForCooldown(judge);
  const hour = await expectLimited(judge, ask, first, 3600);
  judge.expect.equal(hour, next.plusSeconds(3600 - cooldown), 'wait_until, an hour after the first request');
});

for (const [name, limits, seconds, allowed] of [
  ['pause', cooldownOnly, cooldownOnly.cooldown, 1],
  ['hour', hourly, 3600, hourly.mostPerHour],
] as const) {
  /** Sends as many requests as are allowed. Returns when the first one was sent and answered. */
  const exhaustLimit = async (judge: Judge, ask: () => Promise<Exchange>) => {
    const first = await sendCounted(judge, ask, 'request 1');
    for (let time = 2; time <= allowed; time += 1) {
      await waitForCooldown(judge);
      judge.expect.reply(await ask(), 'ok', `request ${time}`);
    }
    if (name === 'hour') await waitForCooldown(judge);
    return first;
  };

  verifies(
    'account_create_send_validation_email/limit-by-caller',
    { ...options, case: name },
    async (check) => {
      const { judge } = await rateLimitedServer(check, limits);
      const caller = byCaller(judge, freshCallerAddress(judge));
      const ask = () => askCode(judge, freshAddress(judge), caller);
      const first = await exhaustLimit(judge, ask);
      await expectLimited(judge, ask, first, seconds);
      judge.expect.reply(await askFromNewAddress(judge, freshAddress(judge)), 'ok', 'another caller');
    },
  );

  verifies(
    'account_create_send_validation_email/refusals-not-counted',
    { ...options, case: name },
    async (check) => {
      const { judge } = await rateLimitedServer(check, limits);
      const email = freshAddress(judge);
      const ask = () => askFromNewAddress(judge, email);
      const first = await exhaustLimit(judge, ask);
      const before = await expectLimited(judge, ask, first, seconds);
      await judge.sleep(50);
      const caller = byCaller(judge, freshCallerAddress(judge));
      const after = await expectLimited(judge, () => askCode(judge, email, caller), first, seconds);
      judge.expect.equal(after, before, 'wait_until after a refusal');
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
  { ...options, case: 'refused' },
  async (check) => {
    const { judge } = await rateLimitedServer(check, cooldownOnly);
    const email = `${recipientReactions.refused}${freshAddress(judge)}`;
    const ask = () => askFromNewAddress(judge, email);
    // Another requirement decides whether the failure is reported.
    const first = await sendCounted(judge, ask, 'the first request', ['email_recipient_refused', 'ok']);
    await expectLimited(judge, ask, first, cooldownOnly.cooldown);
  },
);

verifies(
  'account_create_send_validation_email/unsent-mails-counted',
  { ...options, case: 'not-due' },
  async (check) => {
    const mailing = await rateLimitedServer(check, hourly);
    const { judge } = mailing;
    const email = freshAddress(judge);
    const ask = () => askFromNewAddress(judge, email);
    const first = await sendCounted(judge, ask, 'the first request');
    const code = codeIn(judge, await mailTo(judge, mailing, email));
    judge.expect.reply(await createAccount(judge, email, code), 'ok', 'opening the account');
    await waitForCooldown(judge);
    judge.expect.reply(await ask(), 'ok', 'a request that sends nothing');
    await waitForCooldown(judge);
    await expectLimited(judge, ask, first, 3600);
  },
);
