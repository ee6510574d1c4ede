/** A mail as it shall be read: one recipient, the same said twice. */
export interface Letter {
  /** Address alone. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** A whole page. */
  readonly html: string;
  /** Address and name of who answers; absent: nobody. */
  readonly replyTo?: { readonly address: string; readonly name: string };
  /** Beyond those that every mail has. */
  readonly headers?: Readonly<Record<string, string>>;
}
