import MailComposer from 'nodemailer/lib/mail-composer';
import type { Letter } from './letter.ts';

/** A letter as it travels (RFC 5322), with the addresses of its envelope. */
export interface RawMessage {
  readonly bytes: Buffer;
  /** As the relay is told: domains in ASCII. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

/** Writes a letter as a message: both parts, `Date` and `Message-ID`, names encoded, whatever they hold. */
export async function rawMessage(
  { to, subject, text, html, replyTo, headers }: Letter,
  sender: string,
): Promise<RawMessage> {
  const composed = new MailComposer({
    from: { name: '', address: sender },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    text,
    html,
    headers: { 'Content-Language': 'en', 'Auto-Submitted': 'auto-generated', ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const { from, to: recipients } = composed.getEnvelope();
  return { bytes: await composed.build(), envelope: { from: from === false ? '' : from, to: recipients } };
}
