import { simpleParser } from 'mailparser';

/** A mail that the sink received: its envelope and its content. */
export interface CaughtMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly subject: string;
  /** As in the header. */
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
  /** The text part; empty if there is none. */
  readonly text: string;
  /** The http(s) and parsec3 links of the text part, without duplicates. */
  readonly links: readonly string[];
}

/** Parses the raw bytes of a message. */
export async function readCaught(raw: Buffer, envelope: CaughtMail['envelope']): Promise<CaughtMail> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  const to = mail.to === undefined ? [] : [mail.to].flat();
  const text = mail.text ?? '';
  return {
    envelope,
    subject: mail.subject ?? '',
    from: mail.from?.text ?? '',
    to: to.map((field) => field.text).join(', '),
    replyTo: mail.replyTo?.text ?? null,
    text,
    links: [...new Set(text.match(/(?:https?|parsec3):\/\/[^\s<>"]+/g) ?? [])],
  };
}
