import { afterEach } from 'vitest';
import type { MailMessage } from '../../src/delivery/mailer.ts';
import { openMailer } from '../../src/delivery/open-mailer.ts';
import type { SmtpOptions } from '../../src/delivery/smtp-mailer.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { openMailbox, openOddRelay } from './mailbox.ts';

/** Cleanups after a test. */
export const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A mail with every field. */
export const message: MailMessage = {
  to: 'bob@example.com',
  subject: '[Parsec] Zoë invited you to Ünïversität',
  text: 'Grüße\nhttp://127.0.0.1/redirect/Org?a=claim_user&p=xBAAESIzRFVmd4iZqrvM3e7_\n',
  html: '<p>Grüße &amp; more</p>',
  replyTo: { address: 'zoe@example.com', name: 'Zoë' },
};
const smtp = (changes: Partial<SmtpOptions>): SmtpOptions => ({
  host: '127.0.0.1',
  port: 0,
  security: 'none',
  login: null,
  sender: 'no-reply@parsec.example',
  timeout: 60,
  ...changes,
});
/** A relay that ends with the test. */
export const mailbox = async (options: Parameters<typeof openMailbox>[0] = {}) => {
  const opened = await openMailbox(options);
  stops.push(() => opened.close());
  return opened;
};
/** A listener in place of a relay, which ends with the test. */
export const oddRelay = async (behave: Parameters<typeof openOddRelay>[0]) => {
  const opened = await openOddRelay(behave);
  stops.push(() => opened.close());
  return opened;
};
/** Sends a mail with these settings. */
export const send = (changes: Partial<SmtpOptions>, sent = message, log: Log = silentLog) =>
  openMailer(smtp(changes), log).send(sent);
