import type { MailOutcome } from '@parsec-spec/spec/rules';
import type { Log } from '../log.ts';

/** A mail with one recipient and the same content as text and as HTML. */
export interface MailMessage {
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

/** A destination of mails. */
export interface Mailer {
  /** Its name in messages: `MOCKED`, `dir:FOLDER`, `HOST:PORT`; never a password. */
  readonly name: string;
  /** Sends a mail in bounded time; never rejects. */
  readonly send: (message: MailMessage) => Promise<MailOutcome>;
}

/**
 * Sends nothing and logs that. Like parsec-cloud, it reports success: in development the reply shows
 * the link anyway.
 */
export const mockedMailer = (log: Log): Mailer => ({
  name: 'MOCKED',
  send: async ({ to, subject }) => {
    // The text stays out of the log: it holds the token.
    log.info({ to, subject }, 'mail not sent: --email-host is MOCKED');
    return 'SUCCESS';
  },
});
