import { printable } from '../main/printable.ts';
import type { CaughtMail } from './caught-mail.ts';

/** A mail for the terminal: who, to whom, what about, and its text; `file`: where it is kept. */
export function mailText(mail: CaughtMail, file: string | undefined): string {
  const { from, to, replyTo, subject, text, envelope } = mail;
  const recipients = envelope.to.join(', ');
  const head = [
    ['From', from],
    ['To', to],
    // Whoever gets it without being named is worth a line.
    ...(recipients === to ? [] : [['Sent to', recipients]]),
    ...(replyTo === null ? [] : [['Reply-To', replyTo]]),
    ['Subject', subject],
    ...(file === undefined ? [] : [['Kept as', file]]),
  ].map(([name = '', value = '']) => `${name.padEnd(9)} ${printable(value)}`);
  const body = text.split('\n').map((line) => `  ${printable(line.replace(/\r$/, ''))}`.trimEnd());
  return `${[rule, ...head, '', ...body].join('\n').trimEnd()}\n${rule}\n\n`;
}

const rule = '-'.repeat(72);
