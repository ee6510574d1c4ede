import { CodedError } from '@parsec-spec/spec/errors';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { Log } from '../log.ts';
import type { Mailer } from './mailer.ts';
import { type RawMessage, rawMessage } from './raw-message.ts';

/** How to reach the relay. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /**
   * `ssl`: TLS from the first byte; `tls`: STARTTLS or nothing; `none`: in the clear, whatever the
   * relay offers.
   */
  readonly security: 'ssl' | 'tls' | 'none';
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Address in From and on the envelope. */
  readonly sender: string;
  /** Seconds for the whole mail, from connecting to the relay's last reply. */
  readonly timeout: number;
}

/** Sends each mail to a relay, on a connection of its own. */
export const smtpMailer = (options: SmtpOptions, log: Log): Mailer => ({
  name: `${options.host}:${options.port}`,
  send: async (message) => {
    try {
      await deliver(options, await rawMessage(message, options.sender));
      return 'SUCCESS';
    } catch (error) {
      const outcome = outcomeOf(error);
      const { code, responseCode, command } = error as SmtpError;
      // The relay's reply may repeat the address, so only the host sees it.
      const reason = withoutLogin((error as Error).message, options.login);
      log.warn({ code, responseCode, command, reason, outcome }, 'mail not sent');
      return outcome;
    }
  },
});

/** A text of the relay, which may repeat the login that it received in base64. */
function withoutLogin(text: string, login: SmtpOptions['login']): string {
  if (login === null || login.password === '') return text;
  const { user, password } = login;
  const encoded = [`\0${user}\0${password}`, password].map((secret) =>
    Buffer.from(secret).toString('base64'),
  );
  return [...encoded, password].reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

/** Milliseconds for a clean end of the connection after the last reply. */
const QUIT_GRACE_MS = 1000;

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/**
 * The outcome for the caller. Only a permanent refusal of the recipient counts as
 * `RECIPIENT_REFUSED` (INV-USER-08).
 */
function outcomeOf(error: unknown): MailOutcome {
  const { code, responseCode = 0, command } = error as SmtpError;
  const isRefusal = command === 'RCPT TO' && responseCode >= 500;
  // The address has no form that SMTP can transport.
  const isUnusable = code === 'EENVELOPE' && command === 'API';
  return isRefusal || isUnusable ? 'RECIPIENT_REFUSED' : 'SERVER_UNAVAILABLE';
}

async function deliver(options: SmtpOptions, message: RawMessage): Promise<void> {
  const { host, port, security } = options;
  const milliseconds = options.timeout * 1000;
  const connection = new SmtpConnection({
    host,
    port,
    secure: security === 'ssl',
    requireTLS: security === 'tls',
    ignoreTLS: security === 'none',
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    dnsTimeout: milliseconds,
    socketCloseTimeout: 0,
  });
  let timer: NodeJS.Timeout | undefined;
  // One timeout for the whole mail: a relay that sends one byte at a time would reset an idle
  // timeout.
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RelayError('ETIMEDOUT', 'the relay takes too long')), milliseconds);
  });
  try {
    await Promise.race([converse(connection, options, message), timeout]);
    connection.quit();
    // The connection is closed if the relay does not close it.
    setTimeout(() => connection.close(), QUIT_GRACE_MS).unref();
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const converse = (
  connection: SmtpConnection,
  { login }: SmtpOptions,
  { bytes, envelope }: RawMessage,
): Promise<void> =>
  new Promise((resolve, reject) => {
    // Stays registered after the first error: an unhandled `error` event would end the process.
    connection.on('error', reject);
    connection.on('end', () => reject(new RelayError('ECONNECTION', 'the relay hung up')));
    const send = (): void =>
      connection.send({ from: envelope.from, to: [...envelope.to], size: bytes.length }, bytes, (error) =>
        error ? reject(error) : resolve(),
      );
    connection.connect((error) => {
      if (error) reject(error);
      else if (login === null) send();
      else
        connection.login({ user: login.user, pass: login.password }, (refused) =>
          refused ? reject(refused) : send(),
        );
    });
  });

/** An error of the relay without an SMTP reply. */
class RelayError extends CodedError<'ETIMEDOUT' | 'ECONNECTION'> {}
