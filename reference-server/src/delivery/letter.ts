/** A mail with one recipient and the same content as text and as HTML. */
export interface Letter {
  /** Address alone. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** A whole page. */
  readonly html: string;
  /** Address and name for replies. Absent: no Reply-To header. */
  readonly replyTo?: { readonly address: string; readonly name: string };
  /** Headers beyond those that every mail has. */
  readonly headers?: Readonly<Record<string, string>>;
}
