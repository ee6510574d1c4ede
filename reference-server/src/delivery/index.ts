export type { Mailer, MailMessage } from './mailer.ts';
export { openMailer } from './open-mailer.ts';
export type { SmtpOptions } from './smtp-mailer.ts';
