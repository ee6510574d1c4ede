import type { Judge, MailedJudge } from '../../judge/judge.ts';
import type { Mail } from '../../wire/mail.ts';
import { mailsTo, mailTo } from '../observations/mail.ts';
import { freshAddress } from '../organizations/invitation-organization.ts';
import { askCode, codeAlphabet } from './sign-up.ts';

const code = `[${codeAlphabet}]{6}`;

/** The validation code in a mail: six characters alone on a line of the text part. */
export function codeIn(judge: Judge, mail: Mail): string {
  const isCode = new RegExp(`^${code}$`);
  const codeLine = mail.text.split('\n').find((line) => isCode.test(line.trim()));
  return (
    codeLine?.trim() ?? judge.fail('no code in the text part', 'six characters alone on a line', mail.text)
  );
}

/** Characters of an HTML part that are searched. A mail has a few KiB. */
const MAX_SEARCHED = 1 << 16;

/** The visible words of an HTML part that have the form of a code. */
export const visibleWords = (html: string): readonly string[] =>
  html
    .slice(0, MAX_SEARCHED)
    .replaceAll(/<(style|head|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
    .match(new RegExp(`\\b${code}\\b`, 'g')) ?? [];

/**
 * Asks for a code and reads it from the mail.
 *
 * @param count - number of mails that the address has received by then
 */
export async function sentCode(mailing: MailedJudge, email: string, count = 1): Promise<string> {
  const { judge } = mailing;
  judge.expect.reply(await askCode(judge, email), 'ok', 'asking for a code');
  const mail = (await mailsTo(judge, mailing, email, count)).at(-1);
  return mail === undefined ? judge.fail('no mail', { mails: 1 }, { mails: 0 }) : codeIn(judge, mail);
}

/** A server that sends mails, and a new address with the code that it mailed to it. */
export async function withSentCode(check: Judge) {
  const mailing = await check.withMail();
  const { judge } = mailing;
  const email = freshAddress(judge);
  return { mailing, judge, email, code: await sentCode(mailing, email) };
}

/** A code of the right form that is not this one. */
export function otherCode(right: string): string {
  const last = codeAlphabet.indexOf(right.charAt(5));
  return right.slice(0, 5) + codeAlphabet.charAt((last + 1) % codeAlphabet.length);
}

/** Asks for one more code and waits for its mail. Earlier mails have then arrived or are lost. */
export async function waitForSignUpMails(mailing: MailedJudge, address: string): Promise<void> {
  const { judge } = mailing;
  judge.expect.reply(await askCode(judge, address, byCaller(judge)), 'ok', 'a last code');
  await mailTo(judge, mailing, address);
}

/** Changes of a call that comes from another IP address, as a trusted proxy reports it. */
export const byCaller = (judge: Judge, caller = freshCallerAddress(judge)) => ({
  change: { 'X-Forwarded-For': caller },
});

/** An IP address without earlier calls. */
export function freshCallerAddress(judge: Judge): string {
  usedAddresses += 1;
  return `10.${judge.random.below(256)}.${Math.floor(usedAddresses / 256) % 256}.${usedAddresses % 256}`;
}
let usedAddresses = 0;

/** A server that limits its code mails, and trusts `X-Forwarded-For` of any proxy. */
export const rateLimitedServer = (
  check: Judge,
  limits: { readonly cooldown?: number; readonly mostPerHour?: number },
): Promise<MailedJudge> =>
  check.withMail('willing', {
    validationEmails: { cooldown: 0, mostPerHour: 0, ...limits },
    // Not only 127.0.0.1, because a container sees another address of the judge.
    proxyTrustedAddresses: '*',
  });
