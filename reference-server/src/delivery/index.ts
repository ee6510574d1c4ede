export type { Letter, Mailer } from './mailer.ts';
export { openMailer } from './open-mailer.ts';
export type { SmtpOptions } from './smtp-mailer.ts';
