import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import type { MailMessage } from './mailer.ts';

/** A mail as it is sent (RFC 5322), with the addresses of its envelope. */
export interface RawMessage {
  readonly bytes: Buffer;
  /** The envelope for the relay, with domains in ASCII. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

/** In characters (RFC 2047 §2). */
const MAX_ENCODED_WORD = 75;

/** A text in base64 encoded words: one, unless that would be too long. */
const encoded = (text: string): string => encodeWord(text, 'B', MAX_ENCODED_WORD);

/** Whether a mail reader could take part of the text for an encoded word and decode it. */
const isDecodable = (text: string): boolean => text.includes('=?');

/** Name and address as an address header has them, the name in encoded words. */
function namedAddress({ address, name }: NonNullable<MailMessage['replyTo']>): string {
  const bare = MimeNode.encodeHeaderValue('Reply-To', { name: '', address });
  return `${encoded(name)} ${bare.startsWith('<') ? bare : `<${bare}>`}`;
}

/** Writes a mail as a message with both parts, `Date` and `Message-ID`. Names are encoded. */
export async function rawMessage(
  { to, subject, text, html, replyTo, headers }: MailMessage,
  sender: string,
): Promise<RawMessage> {
  const composed = new MailComposer({
    from: { name: '', address: sender },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo }),
    subject: isDecodable(subject) ? encoded(subject) : subject,
    text,
    html,
    headers: { 'Content-Language': 'en', 'Auto-Submitted': 'auto-generated', ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  if (replyTo !== undefined && isDecodable(replyTo.name)) {
    // The library puts such a name into quotes, and mail readers decode it there too.
    const encode = composed.encodeHeaderValue.bind(composed);
    composed.encodeHeaderValue = (key, value) =>
      key === 'Reply-To' ? namedAddress(replyTo) : encode(key, value);
  }
  const { from, to: recipients } = composed.getEnvelope();
  return { bytes: await composed.build(), envelope: { from: from === false ? '' : from, to: recipients } };
}
