import { simpleParser } from 'mailparser';

/** A mail that the sink took: what the relay was told, and what a mail program reads. */
export interface CaughtMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly subject: string;
  /** As the header says it. */
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
  /** The text part; empty where there is none. */
  readonly text: string;
  /** Every http(s) and parsec3 link of the text part, once. */
  readonly links: readonly string[];
}

/** Reads a message as it came over the wire. */
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
