import { parseServerAddress, type ServerAddress } from '@parsec-spec/spec/urls';
import { closest, distance } from 'fastest-levenshtein';
import { canMatch } from '../../core/client-address.ts';
import { DEFAULT_MAX_CONNECTIONS } from '../../http/node/limits.ts';
import { administrationToken } from './administration-token.ts';
import { commandArguments, type GivenOptions } from './command-arguments.ts';
import { type EmailSettings, emailSettings } from './email-settings.ts';
import { defaultStore, type ServeOption, serveOptions, unservedOptions } from './options.ts';
import { type OptionValue, readOptionValue, SettingsError, withoutUser } from './read-option-value.ts';

/**
 * The settings of a server: the command line wins over the environment, which wins over defaults.
 */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  /** Where metrics are served without the token; null: nowhere. */
  readonly metricsListen: { readonly host: string; readonly port: number } | null;
  /** Connections of clients that may be open at once. */
  readonly maxConnections: number;
  readonly db: string;
  /** Connections to PostgreSQL: how many are kept, and the maximum. */
  readonly connections: { readonly min: number; readonly max: number };
  /** Seconds to wait for a PostgreSQL that is not there yet. */
  readonly dbWait: number;
  /** Null: make a random one and show it once. */
  readonly administrationToken: string | null;
  /** Null: where the server listens. */
  readonly serverAddr: ServerAddress | null;
  readonly spontaneous: boolean;
  readonly webhook: string | null;
  readonly activeUsersLimit: number | null;
  readonly outsiderAllowed: boolean;
  readonly minimumArchivingPeriod: number;
  readonly tos: Readonly<Record<string, string>> | null;
  /** Null: never. */
  readonly sseKeepalive: number | null;
  readonly email: EmailSettings;
  readonly account: 'DISABLED' | 'ENABLED_WITH_VAULT' | 'ENABLED_WITHOUT_VAULT';
  /** Of sign-up mails, by address and by caller; 0 = no limit. */
  readonly validationEmails: { readonly cooldown: number; readonly mostPerHour: number };
  readonly corsAllowOrigins: readonly string[];
  /** The token is that of `--dev`, which web pages know. */
  readonly wellKnownToken: boolean;
  readonly proxyTrustedAddresses: string;
  readonly ssl: {
    readonly keyfile: string;
    readonly certfile: string;
    readonly ciphers: string | null;
  } | null;
  readonly logLevel: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  readonly logFormat: 'console' | 'console_no_timestamp' | 'json';
  readonly logFile: string | null;
  readonly debug: boolean;
  /** One line for each option of parsec-cloud that was given and is not supported. */
  readonly notices: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Any port of this machine: a page of another one could use the well-known token. */
const localOrigins = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [
  `http://${host}:*`,
  `https://${host}:*`,
]);

const development: Readonly<Record<string, OptionValue>> = {
  debug: true,
  db: 'memory:',
  'administration-token': 's3cr3t',
  'administration-token-file': '',
  'server-addr': '',
  'email-host': 'MOCKED',
  'cors-allow-origins': localOrigins,
};

/**
 * Makes settings of the options on the command line and the environment. Throws a SettingsError
 * that names the option.
 */
export function readSettings(commandLine: GivenOptions, environment: Environment): ServeSettings {
  const more = commandArguments(environment.PARSEC_CMD_ARGS ?? '', environment);
  const options: GivenOptions = { ...commandLine, ...more };
  const dev = options.dev === true;
  const values = new Map<string, OptionValue>();
  for (const option of serveOptions) {
    const value = optionValue(option, options, environment, dev);
    if (value !== undefined) values.set(option.name, value);
  }
  // The kind of an option (`serveOptions`) is the type of its value.
  const get = <T extends OptionValue | null>(name: string, otherwise: T): T =>
    (values.get(name) as T | undefined) ?? otherwise;
  const text = <D extends string | null>(name: string, otherwise: D) => get<string | D>(name, otherwise);
  const count = <D extends number | null>(name: string, otherwise: D) => get<number | D>(name, otherwise);
  const keepalive = count('sse-keepalive', 30);
  const email = emailSettings((name) => values.get(name));
  const [cooldown, mostPerHour] = get<readonly [number, number]>('validation-email-rate-limit', [60, 3]);
  const proxies = text('proxy-trusted-addresses', environment.FORWARDED_ALLOW_IPS ?? '127.0.0.1,::1');
  const isGiven = (name: string): boolean => options[name] !== undefined;
  const file = text('administration-token-file', '');
  const { token, notices: tokenNotices } = administrationToken({
    token: text('administration-token', null),
    file: file === '' && !isGiven('administration-token-file') ? null : file,
    onCommandLine: {
      token: isGiven('administration-token'),
      file: isGiven('administration-token-file'),
    },
  });
  const host = text('host', '127.0.0.1');
  const serverAddr = address(text('server-addr', ''));
  return {
    host,
    port: count('port', 6777),
    metricsListen: metricsListen(text('metrics-listen', '')),
    maxConnections: maxConnections(count('max-connections', DEFAULT_MAX_CONNECTIONS)),
    db: text('db', defaultStore),
    connections: connections(count('db-min-connections', 5), count('db-max-connections', 7)),
    dbWait: count('db-wait', 30),
    administrationToken: token,
    serverAddr,
    spontaneous: get<boolean>('spontaneous-organization-bootstrap', false),
    webhook: webhook(text('organization-bootstrap-webhook', null)),
    activeUsersLimit: count('organization-initial-active-users-limit', null),
    outsiderAllowed: get<boolean>('organization-initial-user-profile-outsider-allowed', true),
    minimumArchivingPeriod: count('organization-initial-realm-deletion-min-archiving-period', 2_592_000),
    tos: get<ServeSettings['tos']>('organization-initial-tos', null),
    sseKeepalive: keepalive > 0 ? keepalive : null,
    email,
    account: get<ServeSettings['account']>('account-config', 'DISABLED'),
    validationEmails: { cooldown, mostPerHour },
    corsAllowOrigins: allowedOrigins(get<readonly string[]>('cors-allow-origins', [])),
    wellKnownToken: dev && !isGiven('administration-token') && !isGiven('administration-token-file'),
    proxyTrustedAddresses: proxies,
    ssl: ssl(text('ssl-keyfile', null), text('ssl-certfile', null), text('ssl-ciphers', null)),
    logLevel: get<ServeSettings['logLevel']>('log-level', 'info'),
    logFormat: get<ServeSettings['logFormat']>('log-format', 'console'),
    logFile: text('log-file', null),
    debug: get<boolean>('debug', false),
    notices: [
      ...notices(options, environment),
      ...unknownVariables(environment),
      ...tokenNotices,
      ...(token === null && environment.PARSEC_ADMINISTRATION_TOKEN === ''
        ? ['PARSEC_ADMINISTRATION_TOKEN is empty: each start makes a random administration token']
        : []),
      ...email.notices,
      ...unmatched(proxies),
      ...localLinks(host, serverAddr),
    ],
  };
}

function optionValue(
  option: ServeOption,
  given: GivenOptions,
  environment: Environment,
  dev: boolean,
): OptionValue | undefined {
  const { name, kind, env } = option;
  const text = given[name];
  if (typeof text === 'boolean') return text;
  if (kind === 'limits' && text !== undefined)
    return readOptionValue(kind, [text].flat().join(' '), `--${name}`);
  if (typeof text === 'string') return readOptionValue(kind, text, `--${name}`);
  if (text !== undefined) return text;
  // As in parsec-cloud, an option that --dev sets is not read from the environment.
  if (dev && name in development) return development[name];
  const set = env === null ? undefined : environment[env];
  if (set === undefined || set === '') return undefined;
  // Other programs use DEBUG for values of their own.
  if (env === 'DEBUG' && !/^(?:true|t|1|yes|y|on)$/i.test(set)) return undefined;
  return readOptionValue(kind, set, env ?? name);
}

function notices(given: GivenOptions, environment: Environment): string[] {
  return unservedOptions.flatMap(({ name }) => {
    const env = variableOf(name);
    if (given[name] !== undefined) return [`--${name} is not served by this server and has no effect`];
    return (environment[env] ?? '') === '' ? [] : [`${env} is not served by this server and has no effect`];
  });
}

const variableOf = (name: string): string => `PARSEC_${name.toUpperCase().replaceAll('-', '_')}`;

const variables: ReadonlySet<string> = new Set([
  'PARSEC_CMD_ARGS',
  ...serveOptions.flatMap(({ env }) => env ?? []),
  ...unservedOptions.map(({ name }) => variableOf(name)),
]);

/** Maximum number of edits between a misspelt variable and the one that is suggested. */
const MAX_EDITS = 3;

/**
 * Says which variables no option has, and suggests one that is near, or whose words begin alike.
 * Those that begin with `PARSEC_SPEC_` belong to other programs of this project.
 */
const unknownVariables = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) => /^PARSEC_(?!SPEC_)\w+$/.test(name) && !variables.has(name))
    .map((name) => {
      const long = new RegExp(`^${name.replaceAll(/(?=_|$)/g, '[A-Z]*')}$`);
      const near = [...variables].find((each) => long.test(each)) ?? closest(name, [...variables]);
      const hint = long.test(near) || distance(name, near) <= MAX_EDITS ? `: did you mean ${near}?` : '';
      return `${name} is no setting of this server and has no effect${hint}`;
    });

// parsec-cloud accepts such names and ignores them.
const unmatched = (proxies: string): string[] =>
  proxies
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && !canMatch(item))
    .map(
      (item) =>
        `--proxy-trusted-addresses ${withoutUser(item)} is neither an address nor a network, and never matches`,
    );

function address(text: string): ServerAddress | null {
  if (text === '') return null;
  const read = parseServerAddress(text);
  if (read.ok) return read.address;
  throw new SettingsError(
    'the server address is not usable',
    'Expected parsec3://HOST[:PORT][?no_ssl=true].',
  );
}

/** The address in links: `--server-addr`, otherwise where the server listens. */
export const linkAddress = ({
  serverAddr,
  host,
  port,
  ssl,
}: Pick<ServeSettings, 'serverAddr' | 'host' | 'port' | 'ssl'>): ServerAddress =>
  serverAddr ?? { host: linkHost(host), port, tls: ssl !== null };

// A wildcard address cannot be part of a link.
const linkHost = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);

/** Links that lead to this machine although other machines reach the server. */
const localLinks = (host: string, serverAddr: ServerAddress | null): string[] => {
  const linkedHost = serverAddr?.host ?? linkHost(host);
  return isLoopback(host) || !isLoopback(linkedHost)
    ? []
    : [
        `links in mails lead to ${linkedHost} although the server listens on ${host}: set --server-addr to the public address`,
      ];
};

function metricsListen(text: string): ServeSettings['metricsListen'] {
  if (text === '') return null;
  const [, six, plain, digits] = /^(?:\[([\da-f:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = six ?? plain;
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new SettingsError(
    `--metrics-listen "${withoutUser(text)}" is not HOST:PORT`,
    'For example 127.0.0.1:9464, or [::1]:9464.',
  );
}

function webhook(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text);
  if (text !== null && (url === null || !/^https?:$/.test(url.protocol))) {
    throw new SettingsError('the bootstrap webhook is not usable', 'Expected an http:// or https:// URL.');
  }
  // Browsers and fetch refuse such a URL (Fetch, "includes credentials").
  if (url !== null && url.username + url.password !== '') {
    throw new SettingsError(
      'the bootstrap webhook contains a user or password, which the server cannot send',
      'Expected a URL without USER:PASSWORD@; a secret can be in its path or query.',
    );
  }
  return text;
}

function maxConnections(count: number): number {
  if (count >= 1) return count;
  throw new SettingsError('--max-connections is not usable', 'Expected an integer from 1.');
}

function connections(min: number, max: number): ServeSettings['connections'] {
  if (max >= 1 && min <= max) return { min, max };
  throw new SettingsError(
    'the numbers of database connections do not fit',
    'Expected --db-max-connections of at least 1, and --db-min-connections not above it.',
  );
}

function ssl(keyfile: string | null, certfile: string | null, ciphers: string | null): ServeSettings['ssl'] {
  if (keyfile === null && certfile === null) return null;
  if (keyfile !== null && certfile !== null) return { keyfile, certfile, ciphers };
  throw new SettingsError('HTTPS needs two files', 'Give both --ssl-keyfile and --ssl-certfile.');
}

/**
 * The origins that web pages may call from, in the form that browsers send. Throws a SettingsError
 * about one that no browser would send.
 */
function allowedOrigins(origins: readonly string[]): readonly string[] {
  const wrong = origins.find((origin) => !canBeSent(origin));
  if (wrong === undefined) return origins;
  const meant = URL.parse(wrong)?.origin ?? 'null';
  throw new SettingsError(
    `--cors-allow-origins ${withoutUser(wrong)} never matches: browsers send no such origin`,
    meant === 'null'
      ? 'Expected SCHEME://HOST or SCHEME://HOST:PORT (* for any port), or * for any.'
      : `Did you mean ${meant}? Expected scheme, host and port alone; * for any.`,
  );
}

function canBeSent(allowed: string): boolean {
  if (allowed === '*' || allowed === 'null') return true;
  const origin = allowed.replace(/:\*$/, '');
  if (/^https?:/i.test(origin)) return URL.parse(origin)?.origin === origin;
  // Programs with an embedded browser have schemes of their own.
  return /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/.test(origin);
}
