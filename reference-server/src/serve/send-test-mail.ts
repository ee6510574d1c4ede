import { emailAddress } from '@parsec-spec/spec/scalars';
import { formatServerUrl } from '@parsec-spec/spec/urls';
import { html, page } from '../delivery/mail-html.ts';
import type { MailMessage } from '../delivery/mailer.ts';
import { openMailer } from '../delivery/open-mailer.ts';
import { silentLog } from '../log.ts';
import { scrub } from './logging.ts';
import { SettingsError } from './settings/read-option-value.ts';
import { linkAddress, type ServeSettings } from './settings/settings.ts';
import { StartError } from './start-error.ts';

/** Characters of a relay's answer that are shown. */
const MAX_REASON_LENGTH = 300;

/**
 * Sends a mail with the settings of a server, which shows that the relay accepts its mails.
 *
 * @param to the recipient
 * @returns where the mail went: `HOST:PORT` or `dir:FOLDER`
 * @throws SettingsError if the recipient is no e-mail address
 * @throws StartError if the mail was not sent, with the reason and what to change
 */
export async function sendTestMail(settings: ServeSettings, to: string): Promise<string> {
  const address = emailAddress(to);
  if (!address.ok) throw new SettingsError('the recipient is not an e-mail address', 'Expected NAME@DOMAIN.');
  if (settings.email.host === 'MOCKED') {
    throw new StartError(
      'no mail was sent: --email-host is MOCKED',
      'Name a relay, --email-host HOST, or a folder for mails, --email-host dir:FOLDER.',
    );
  }
  let failure: MailFailure = {};
  const keep = (fields: object): void => {
    failure = fields;
  };
  const mailer = openMailer(settings.email, { ...silentLog, warn: keep, error: keep });
  const outcome = await mailer.send(testMessage(address.value, formatServerUrl(linkAddress(settings))));
  if (outcome === 'SUCCESS') return mailer.name;
  const reason = scrub(failure.reason ?? failure.err?.message ?? 'unknown').slice(0, MAX_REASON_LENGTH);
  throw new StartError(`the mail was not sent by ${mailer.name}: ${reason}`, hintFor(outcome, failure));
}

/** What a mailer logs about a mail that it could not send. */
interface MailFailure {
  readonly reason?: string;
  readonly code?: string;
  readonly err?: Error;
}

function hintFor(outcome: string, { code, err }: MailFailure): string {
  if (err !== undefined) return 'Name a folder that this user may write to: --email-host dir:FOLDER.';
  if (outcome === 'RECIPIENT_REFUSED') return 'The relay refuses this recipient. Try another address.';
  if (code === 'EAUTH') return 'Check --email-host-user and --email-host-password.';
  if (code === 'ETLS' || code === 'ESOCKET')
    return 'Check --email-host, --email-port, --email-use-ssl and --email-use-tls.';
  return 'Check --email-host and --email-port, and the log of the relay.';
}

function testMessage(to: string, server: string): MailMessage {
  const subject = '[Parsec] Test mail';
  const sentences = [
    'This is a test mail of a Parsec server. Its mails reach you.',
    `Links in its mails lead to ${server}`,
  ];
  const content = html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}`;
  return { to, subject, text: `${sentences.join('\n\n')}\n`, html: page(subject, content) };
}
