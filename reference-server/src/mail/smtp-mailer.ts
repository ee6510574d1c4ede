import type { MailOutcome } from '@parsec-spec/spec/rules';
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { Log } from '../logging/log.ts';
import type { Mailer } from './mailer.ts';
import { type RawMessage, rawMessage } from './raw-message.ts';

/** How to reach the relay. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `ssl`: TLS from the first byte; `tls`: STARTTLS or nothing; `none`: in the clear, whatever the relay offers. */
  readonly security: 'ssl' | 'tls' | 'none';
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Address in From and on the envelope. */
  readonly sender: string;
  /** Seconds that a mail may take, from connecting to the relay's last word. */
  readonly timeout: number;
}

/** Sends each mail to a relay, on a connection of its own. */
export const smtpMailer = (options: SmtpOptions, log: Log): Mailer => ({
  name: `${options.host}:${options.port}`,
  send: async (letter) => {
    try {
      await deliver(options, await rawMessage(letter, options.sender));
      return 'SUCCESS';
    } catch (fault) {
      const outcome = outcomeOf(fault);
      const { code, responseCode, command } = fault as SmtpFault;
      // What the relay said may repeat the address; it is for the host alone.
      log.warn({ code, responseCode, command, reason: (fault as Error).message, outcome }, 'mail not sent');
      return outcome;
    }
  },
});

/** Milliseconds for a polite end after the last word. */
const goodbye = 1000;

interface SmtpFault {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** What a failure means to who asked for the mail: only a final word about the recipient is one (INV-USER-08). */
function outcomeOf(fault: unknown): MailOutcome {
  const { code, responseCode = 0, command } = fault as SmtpFault;
  const isRefusal = command === 'RCPT TO' && responseCode >= 500;
  // An address that no relay could be told.
  const isUnusable = code === 'EENVELOPE' && command === 'API';
  return isRefusal || isUnusable ? 'RECIPIENT_REFUSED' : 'SERVER_UNAVAILABLE';
}

async function deliver(options: SmtpOptions, message: RawMessage): Promise<void> {
  const { host, port, security } = options;
  const most = options.timeout * 1000;
  const connection = new SmtpConnection({
    host,
    port,
    secure: security === 'ssl',
    requireTLS: security === 'tls',
    ignoreTLS: security === 'none',
    connectionTimeout: most,
    greetingTimeout: most,
    socketTimeout: most,
    dnsTimeout: most,
    socketCloseTimeout: 0,
  });
  let timer: NodeJS.Timeout | undefined;
  // One bound for all of it: a relay that answers a byte at a time would never be silent.
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RelayError('ETIMEDOUT', 'the relay takes too long')), most);
  });
  try {
    await Promise.race([converse(connection, options, message), tooLong]);
    connection.quit();
    // A relay that does not hang up is left.
    setTimeout(() => connection.close(), goodbye).unref();
  } catch (fault) {
    connection.close();
    throw fault;
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
    // Stays after the first one: an error that nobody listens to would end the process.
    connection.on('error', reject);
    connection.on('end', () => reject(new RelayError('ECONNECTION', 'the relay hung up')));
    const send = (): void =>
      connection.send({ from: envelope.from, to: [...envelope.to], size: bytes.length }, bytes, (fault) =>
        fault ? reject(fault) : resolve(),
      );
    connection.connect((fault) => {
      if (fault) reject(fault);
      else if (login === null) send();
      else
        connection.login({ user: login.user, pass: login.password }, (refused) =>
          refused ? reject(refused) : send(),
        );
    });
  });

/** What a relay does without saying it. */
class RelayError extends Error {
  readonly code: string;

  constructor(code: 'ETIMEDOUT' | 'ECONNECTION', message: string) {
    super(message);
    this.name = 'RelayError';
    this.code = code;
  }
}
