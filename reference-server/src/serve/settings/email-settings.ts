import { isIPv6 } from 'node:net';
import type { SmtpOptions } from '../../delivery/smtp-mailer.ts';
import { type OptionValue, SettingsError } from './read-option-value.ts';

/** The destination of mails, and notices for the host about it. */
export interface EmailSettings extends SmtpOptions {
  readonly notices: readonly string[];
}

const isHost = (text: string): boolean => isIPv6(text) || /^[\p{L}\d._-]+$/u.test(text);

/** Makes the settings of mails of the `--email-*` options. Throws a SettingsError. */
export function emailSettings(given: (name: string) => OptionValue | undefined): EmailSettings {
  const text = (name: string): string | undefined => given(name) as string | undefined;
  const host = text('email-host') ?? 'MOCKED';
  const relays = host !== 'MOCKED' && !host.startsWith('dir:');
  const sender = text('email-sender') ?? (relays ? '' : 'no-reply@parsec.example');
  // With a colon it may be a user and a password.
  if (!/^[^\s<>@":]+@[^\s<>@":]+$/.test(sender)) {
    throw new SettingsError(
      sender === '' ? 'mails need a sender' : 'the sender of mails is not usable',
      'Give an address, --email-sender NAME@DOMAIN, together with --email-host.',
    );
  }
  if (relays && !isHost(host)) {
    throw new SettingsError(
      'the host of the relay is not usable',
      'Expected --email-host NAME alone: port, user and password have options of their own (--email-port, …).',
    );
  }
  if (host === 'dir:') {
    throw new SettingsError('mails need a folder', 'Name it: --email-host dir:FOLDER.');
  }
  const user = text('email-host-user');
  const password = text('email-host-password');
  const login = user === undefined || password === undefined ? null : { user, password };
  const security = given('email-use-ssl') === true ? 'ssl' : given('email-use-tls') === true ? 'tls' : 'none';
  return {
    host,
    port: (given('email-port') as number | undefined) ?? 25,
    security,
    login,
    sender,
    timeout: (given('email-timeout') as number | undefined) ?? 10,
    notices: [
      ...(host === 'MOCKED'
        ? ['mails are not sent (--email-host MOCKED); dir:FOLDER keeps each as a file']
        : []),
      ...(relays && login !== null && security === 'none'
        ? ['the password for the relay travels unprotected: use --email-use-tls or --email-use-ssl']
        : []),
    ],
  };
}
