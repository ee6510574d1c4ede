import type { HeaderLines, ParsedMail } from 'mailparser';
import { decodePercent } from './decode-percent.ts';

/** A mail that a relay accepted: envelope, bytes, and parsed content. */
export interface Mail {
  /** Sender and recipients of the SMTP envelope, which can differ from the headers. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Uint8Array;
  /** All header lines in order, exactly as in the message. */
  readonly headerLines: HeaderLines;
  readonly subject: string;
  /** Addresses of From, To and Reply-To, without their names. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly replyTo: readonly string[];
  /** The decoded text part; '' if the mail has none. */
  readonly text: string;
  /** The decoded HTML part; '' if the mail has none. */
  readonly html: string;
}

/**
 * Parses a mail. The text part is not derived from the HTML part, nor the HTML part from the text.
 */
export async function readMail(raw: Uint8Array, envelope: Mail['envelope']): Promise<Mail> {
  // Loaded at the first mail: `list` and `explain` load this file too.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(Buffer.from(raw), { skipHtmlToText: true, skipTextToHtml: true });
  return {
    envelope,
    raw,
    headerLines: mail.headerLines,
    subject: mail.subject ?? '',
    from: addresses(mail.from),
    to: addresses(mail.to),
    replyTo: addresses(mail.replyTo),
    text: mail.text ?? '',
    html: mail.html === false ? '' : (mail.html ?? ''),
  };
}

function addresses(field: ParsedMail['to']): readonly string[] {
  const objects = field === undefined ? [] : Array.isArray(field) ? field : [field];
  return objects.flatMap(({ value }) => value.map(({ address }) => address ?? ''));
}

/** An invitation link in a mail, in its HTTP form (LINK-04). */
export interface MailedLink {
  readonly text: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly organization: string;
  /** Parameter `a`. */
  readonly action: string | null;
  /** The 16 bytes of parameter `p` in hex, or undefined if it is not a msgpack bin of 16 bytes. */
  readonly token: string | undefined;
}

/** The distinct links with `/redirect/` in a text part. */
export const linksIn = (text: string): readonly MailedLink[] =>
  [...new Set(text.match(/https?:\/\/[^\s"'<>]+/g) ?? [])].flatMap((word) =>
    word.includes('/redirect/', word.indexOf('://') + 4) ? readLink(word) : [],
  );

/** The distinct links with `/redirect/` in an HTML part, where `&` may be an entity. */
export const linksInHtml = (html: string): readonly MailedLink[] =>
  linksIn(html.replaceAll(/&amp;|&#38;|&#x26;/gi, '&'));

function readLink(text: string): readonly MailedLink[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const payload = Buffer.from(url.searchParams.get('p') ?? '', 'base64url');
  const isToken = payload.length === 18 && payload[0] === 0xc4 && payload[1] === 16;
  return [
    {
      text,
      origin: url.origin,
      organization: decodePercent(url.pathname.replace('/redirect/', '')),
      action: url.searchParams.get('a'),
      token: isToken ? payload.subarray(2).toString('hex') : undefined,
    },
  ];
}
