import { DEFAULT_MAX_CONNECTIONS } from '../../http/node/limits.ts';

/** The default of `--db`. */
export const defaultStore = 'sqlite:./parsec-spec.sqlite';

/** How the text of an option is read. */
export type OptionKind =
  | 'text'
  | 'flag'
  | 'port'
  | 'count'
  | 'integer'
  | 'boolean'
  | 'list'
  | 'limits'
  | 'account'
  | 'terms'
  | 'level'
  | 'format';

/** An option of `serve`: same name, variable and meaning as upstream's `run`. */
export interface ServeOption {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Environment variable; null: none. */
  readonly env: string | null;
  readonly kind: OptionKind;
  /** Name of the value in the help. */
  readonly value?: string;
  readonly help: string;
}

const env = (name: string): string => `PARSEC_${name.toUpperCase().replaceAll('-', '_')}`;

const option = (
  name: string,
  kind: OptionKind,
  help: string,
  more: { readonly short?: string; readonly value?: string; readonly env?: string | null } = {},
): ServeOption => ({ name, kind, help, env: env(name), ...more });

/** The options of `serve`. */
export const serveOptions = [
  option('host', 'text', 'host to listen on (default: 127.0.0.1)', { short: 'H', value: 'HOST' }),
  option('port', 'port', 'port to listen on, 0 = any free one (default: 6777)', {
    short: 'P',
    value: 'PORT',
  }),
  option(
    'max-connections',
    'count',
    `most connections of clients at once, event streams included; further ones are closed (default: ${DEFAULT_MAX_CONNECTIONS}, which fits into 512 MiB of memory)`,
    { value: 'NUMBER' },
  ),
  option('db', 'text', `memory: (also MOCKED), sqlite:FILE or postgresql://… (default: ${defaultStore})`, {
    value: 'URL',
  }),
  option('db-min-connections', 'count', 'connections kept to PostgreSQL (default: 5)', { value: 'NUMBER' }),
  option('db-max-connections', 'count', 'most connections to PostgreSQL (default: 7)', { value: 'NUMBER' }),
  option(
    'db-wait',
    'count',
    'seconds to wait at the start for a PostgreSQL that is not there yet, 0 = not at all (default: 30)',
    { value: 'SECONDS' },
  ),
  option(
    'administration-token',
    'text',
    'secret of the administration API (default: a random one, shown once)',
    { value: 'TOKEN' },
  ),
  option(
    'administration-token-file',
    'text',
    'file that holds this secret and nothing else; options are visible to other users',
    { value: 'FILE' },
  ),
  option(
    'server-addr',
    'text',
    'public address, parsec3://HOST[:PORT][?no_ssl=true] (default: where it listens)',
    { value: 'URL' },
  ),
  option(
    'spontaneous-organization-bootstrap',
    'flag',
    'anybody may create an organization by bootstrapping it',
  ),
  option('organization-bootstrap-webhook', 'text', 'URL that hears of every bootstrap by a JSON POST', {
    value: 'URL',
  }),
  option(
    'organization-initial-active-users-limit',
    'count',
    'greatest number of active users of new organizations (default: no limit)',
    { value: 'NUMBER' },
  ),
  option(
    'organization-initial-user-profile-outsider-allowed',
    'boolean',
    'whether new organizations may have outsiders (default: true)',
    { value: 'BOOLEAN' },
  ),
  option('organization-initial-realm-deletion-min-archiving-period', 'count', 'seconds (default: 2592000)', {
    value: 'SECONDS',
  }),
  option(
    'organization-initial-tos',
    'terms',
    'terms of service of new organizations, LOCALE:URL,LOCALE:URL (comma in a URL: \\,)',
    { value: 'TOS' },
  ),
  option(
    'sse-keepalive',
    'integer',
    'seconds of silence after which an event stream shows that it lives, 0 = never (default: 30)',
    { value: 'SECONDS' },
  ),
  option(
    'email-host',
    'text',
    'host of the relay for mails; MOCKED = send nothing and say so; dir:FOLDER = keep each as a file (default: MOCKED)',
    { value: 'HOST' },
  ),
  option('email-port', 'port', 'port of the relay (default: 25)', { value: 'PORT' }),
  option('email-sender', 'text', 'address that mails come from; a relay demands one', { value: 'ADDRESS' }),
  option('email-host-user', 'text', 'user at the relay; together with the password', { value: 'NAME' }),
  option('email-host-password', 'text', 'password at the relay', { value: 'PASSWORD' }),
  option('email-use-ssl', 'flag', 'speak TLS with the relay from the first byte'),
  option('email-use-tls', 'flag', 'speak TLS with the relay after STARTTLS, or not at all'),
  option('email-timeout', 'count', 'seconds that sending a mail may take (default: 10)', {
    value: 'SECONDS',
  }),
  option(
    'account-config',
    'account',
    'DISABLED, ENABLED_WITH_VAULT or ENABLED_WITHOUT_VAULT: what clients are told about accounts (default: DISABLED)',
    { value: 'WORD' },
  ),
  option(
    'validation-email-rate-limit',
    'limits',
    'two numbers: least seconds between two sign-up mails to an address or for a caller, most in an hour; 0 = no limit (default: 60 3)',
    { value: 'NUMBER' },
  ),
  option('cors-allow-origins', 'list', 'origin that web pages may call from, * = any', {
    value: 'ORIGIN',
  }),
  option(
    'proxy-trusted-addresses',
    'text',
    'proxies whose X-Forwarded-Proto and X-Forwarded-For are believed, by commas, * = all (default: loopback)',
    { value: 'LIST' },
  ),
  option('ssl-keyfile', 'text', 'PEM file of the key; with --ssl-certfile the server speaks HTTPS', {
    value: 'FILE',
  }),
  option('ssl-certfile', 'text', 'PEM file of the certificate', { value: 'FILE' }),
  option(
    'ssl-ciphers',
    'text',
    'OpenSSL cipher list, with commas for colons; suites without forward secrecy are left out',
    { value: 'LIST' },
  ),
  option('log-level', 'level', 'debug, info, warning, error or critical (default: info)', {
    short: 'l',
    value: 'LEVEL',
  }),
  option('log-format', 'format', 'console, console_no_timestamp or json (default: console)', {
    short: 'f',
    value: 'FORMAT',
  }),
  option('log-file', 'text', 'file for the log, made for its owner alone (default: stderr)', {
    short: 'o',
    value: 'FILE',
  }),
  option('debug', 'flag', 'serve ping too', { env: 'DEBUG' }),
  option(
    'dev',
    'flag',
    'for development: --debug --db memory: --administration-token s3cr3t --cors-allow-origins *, unless given',
    { env: null },
  ),
] as const satisfies readonly ServeOption[];

/**
 * Options of upstream's `run` that this server does not support. Each one that is given causes one
 * notice (name, short name, whether it has a value).
 */
export const unservedOptions: readonly {
  readonly name: string;
  readonly short?: string;
  readonly flag?: true;
}[] = [
  { name: 'skip-database-migrations-check', flag: true },
  { name: 'maximum-database-connection-attempts' },
  { name: 'pause-before-retry-database-connection' },
  { name: 'blockstore', short: 'b' },
  { name: 'advisory-device-file-protection' },
  { name: 'cryptpad-server-url' },
  { name: 'openbao-server-url' },
  { name: 'openbao-secret-mount-path' },
  { name: 'openbao-transit-mount-path' },
  { name: 'openbao-auth-pro-connect' },
  { name: 'openbao-auth-hexagone' },
  { name: 'trusted-x509-root-dir' },
  { name: 'scws-idopte-public-keys-file' },
  { name: 'scws-web-application-private-key-file' },
  { name: 'scws-web-application-private-key-content' },
  { name: 'fake-account-password-algorithm-seed' },
  { name: 'template-dir' },
  { name: 'sentry-dsn' },
  { name: 'sentry-environment' },
  { name: 'sentry-traces-sample-rate' },
  { name: 'sentry-profiles-sample-rate' },
  { name: 'with-client-web-app' },
];
