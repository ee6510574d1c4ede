import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatServerAddress } from '@parsec-spec/spec/urls';
import { journalName } from '../storage/open-journal.ts';
import { withoutUser } from './settings/read-option-value.ts';
import { linkAddress, type ServeSettings } from './settings/settings.ts';
import { explainStart, unwritableLog } from './start-error.ts';
import { tlsFiles } from './tls-files.ts';

/** Settings as they are shown: the name of each option and its value; null: none. */
type ShownSettings = Readonly<Record<string, string | number | boolean | null>>;

/** Stands for a secret. */
const HIDDEN = '(hidden)';

/**
 * Checks the settings of a server without listening, writing a file or asking the database.
 *
 * @returns the settings by option, with secrets hidden
 * @throws StartError with the exit code 2 if a database, a log file or a TLS file is not usable
 * @example
 * const shown = await checkConfig(readSettings({ host: '0.0.0.0' }, process.env));
 */
export async function checkConfig(settings: ServeSettings): Promise<ShownSettings> {
  const { ssl, logFile } = settings;
  if (ssl !== null) tlsFiles(ssl);
  if (logFile !== null) checkLogFile(logFile);
  const db = await journalName(settings.db).catch((error: unknown) => {
    throw explainStart(error, 'the database');
  });
  return { ...shownNetwork(settings), ...shownDatabase(settings, db), ...shownRest(settings) };
}

/** Opening the file would create it. */
function checkLogFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  try {
    if (stats?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    accessSync(stats === undefined ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw unwritableLog(file, error);
  }
}

const shownNetwork = (settings: ServeSettings): ShownSettings => ({
  host: settings.host,
  port: settings.port,
  // With --port 0 the address is known once the server listens.
  'server-addr':
    settings.serverAddr === null && settings.port === 0 ? null : formatServerAddress(linkAddress(settings)),
  'max-connections': settings.maxConnections,
  'ssl-keyfile': settings.ssl?.keyfile ?? null,
  'ssl-certfile': settings.ssl?.certfile ?? null,
  'ssl-ciphers': settings.ssl?.ciphers ?? null,
  'proxy-trusted-addresses': withoutUser(settings.proxyTrustedAddresses),
  'cors-allow-origins': settings.corsAllowOrigins.join(' ') || null,
  'sse-keepalive': settings.sseKeepalive ?? 0,
});

const shownDatabase = (settings: ServeSettings, db: string): ShownSettings => ({
  db,
  'db-min-connections': settings.connections.min,
  'db-max-connections': settings.connections.max,
  'db-wait': settings.dbWait,
});

function shownRest(settings: ServeSettings): ShownSettings {
  const { webhook, tos, email, validationEmails, metricsListen } = settings;
  return {
    'administration-token': settings.administrationToken === null ? null : HIDDEN,
    'spontaneous-organization-bootstrap': settings.spontaneous,
    // Path and query may be secret.
    'organization-bootstrap-webhook': webhook === null ? null : `${new URL(webhook).origin}/${HIDDEN}`,
    'organization-initial-active-users-limit': settings.activeUsersLimit,
    'organization-initial-user-profile-outsider-allowed': settings.outsiderAllowed,
    'organization-initial-realm-deletion-min-archiving-period': settings.minimumArchivingPeriod,
    'organization-initial-tos': tos === null ? null : formatTerms(tos),
    'account-config': settings.account,
    'email-host': email.host,
    'email-port': email.port,
    'email-sender': email.sender,
    'email-host-user': email.login?.user ?? null,
    'email-host-password': email.login === null ? null : HIDDEN,
    'email-use-ssl': email.security === 'ssl',
    'email-use-tls': email.security === 'tls',
    'email-timeout': email.timeout,
    'validation-email-rate-limit': `${validationEmails.cooldown} ${validationEmails.mostPerHour}`,
    'log-level': settings.logLevel,
    'log-format': settings.logFormat,
    'log-file': settings.logFile,
    'metrics-listen': metricsListen && formatListen(metricsListen),
    debug: settings.debug,
  };
}

const formatTerms = (tos: NonNullable<ServeSettings['tos']>): string =>
  Object.entries(tos)
    .map(([locale, url]) => `${locale}:${url.replaceAll(',', '\\,')}`)
    .join(',');

const formatListen = ({ host, port }: NonNullable<ServeSettings['metricsListen']>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
