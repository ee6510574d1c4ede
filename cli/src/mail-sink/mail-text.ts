import { printable } from '../main/printable.ts';
import type { CaughtMail } from './caught-mail.ts';

/**
 * Formats a mail for the terminal.
 *
 * @param file the path under which the mail is saved
 */
export function mailText(mail: CaughtMail, file: string | undefined): string {
  const { from, to, replyTo, subject, text, envelope } = mail;
  const recipients = envelope.to.join(', ');
  const head = [
    ['From', from],
    ['To', to],
    // Shows recipients that the header does not name.
    ...(recipients === to ? [] : [['Sent to', recipients]]),
    ...(replyTo === null ? [] : [['Reply-To', replyTo]]),
    ['Subject', subject],
    ...(file === undefined ? [] : [['Saved as', file]]),
  ].map(([name = '', value = '']) => `${name.padEnd(9)} ${printable(value)}`);
  const body = text.split('\n').map((line) => `  ${printable(line.replace(/\r$/, ''))}`.trimEnd());
  return `${[rule, ...head, '', ...body].join('\n').trimEnd()}\n${rule}\n\n`;
}

const rule = '-'.repeat(72);
