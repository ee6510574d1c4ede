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

/** An option of `serve`: same name, variable and meaning as in `run` of parsec-cloud. */
export interface ServeOption {
  /** As in the help. */
  readonly flags: string;
  /** Long name without dashes. */
  readonly name: string;
  readonly short: string | undefined;
  /** Environment variable; null: none. */
  readonly env: string | null;
  readonly kind: OptionKind;
  readonly help: string;
}

/** Options that belong together, under a heading of the help. */
export interface OptionGroup {
  readonly title: string;
  readonly options: readonly ServeOption[];
}

/** Flags as in the help, how the text is read, the help, and a variable other than `PARSEC_…`. */
type Row = readonly [flags: string, kind: OptionKind, help: string, env?: string | null];

const group = (title: string, ...rows: readonly Row[]): OptionGroup => ({
  title,
  options: rows.map(([flags, kind, help, env]) => {
    const [, short, name = ''] = /^(?:-(\w), )?--([a-z-]+)/.exec(flags) ?? [];
    const variable = env === undefined ? `PARSEC_${name.toUpperCase().replaceAll('-', '_')}` : env;
    return { flags, name, short, kind, help, env: variable };
  }),
});

/** The options of `serve`, by group. */
export const optionGroups: readonly OptionGroup[] = [
  group(
    'Network',
    ['-H, --host <HOST>', 'text', 'host to listen on (default: 127.0.0.1)'],
    ['-P, --port <PORT>', 'port', 'port to listen on, 0 = any free one (default: 6777)'],
    [
      '--server-addr <URL>',
      'text',
      'address in links, parsec3://HOST[:PORT][?no_ssl=true] (default: where it listens)',
    ],
    [
      '--max-connections <NUMBER>',
      'count',
      `limit of open connections, event streams included; near it, idle ones are closed for new ones (default: ${DEFAULT_MAX_CONNECTIONS}, which fits into 512 MiB of memory)`,
    ],
    ['--ssl-keyfile <FILE>', 'text', 'PEM file of the key; with --ssl-certfile the server speaks HTTPS'],
    ['--ssl-certfile <FILE>', 'text', 'PEM file of the certificate'],
    [
      '--ssl-ciphers <LIST>',
      'text',
      'OpenSSL cipher list, with commas for colons; suites without forward secrecy are left out',
    ],
    [
      '--proxy-trusted-addresses <LIST>',
      'text',
      'proxies whose X-Forwarded-Proto, X-Forwarded-For and X-Request-Id are believed, separated by commas, * = all (default: loopback)',
    ],
    [
      '--cors-allow-origins <ORIGIN>',
      'list',
      'origin that web pages may call from, * = any; :* at its end = any port',
    ],
    [
      '--sse-keepalive <SECONDS>',
      'integer',
      'seconds of silence after which an event stream sends a keep-alive, 0 = never (default: 30)',
    ],
  ),
  group(
    'Database',
    ['--db <URL>', 'text', `memory: (also MOCKED), sqlite:FILE or postgresql://… (default: ${defaultStore})`],
    ['--db-min-connections <NUMBER>', 'count', 'connections kept to PostgreSQL (default: 5)'],
    ['--db-max-connections <NUMBER>', 'count', 'limit of connections to PostgreSQL (default: 7)'],
    [
      '--db-wait <SECONDS>',
      'count',
      'seconds to wait at the start for a PostgreSQL that is not there yet, 0 = do not wait (default: 30)',
    ],
  ),
  group(
    'Administration and organizations',
    [
      '--administration-token <TOKEN>',
      'text',
      'secret of the administration API (default: a random one, shown once)',
    ],
    [
      '--administration-token-file <FILE>',
      'text',
      'file that holds this secret and nothing else; other users of the machine can see options',
    ],
    [
      '--spontaneous-organization-bootstrap',
      'flag',
      'any client may create an organization by bootstrapping it',
    ],
    ['--organization-bootstrap-webhook <URL>', 'text', 'URL that receives a JSON POST for each bootstrap'],
    [
      '--organization-initial-active-users-limit <NUMBER>',
      'count',
      'limit of active users of new organizations (default: no limit)',
    ],
    [
      '--organization-initial-user-profile-outsider-allowed <BOOLEAN>',
      'boolean',
      'whether new organizations may have outsiders (default: true)',
    ],
    [
      '--organization-initial-realm-deletion-min-archiving-period <SECONDS>',
      'count',
      'seconds (default: 2592000)',
    ],
    [
      '--organization-initial-tos <TOS>',
      'terms',
      'terms of service of new organizations, LOCALE:URL,LOCALE:URL (comma in a URL: \\,)',
    ],
    [
      '--account-config <WORD>',
      'account',
      'DISABLED, ENABLED_WITH_VAULT or ENABLED_WITHOUT_VAULT: what clients learn about accounts (default: DISABLED)',
    ],
  ),
  group(
    'Mail',
    [
      '--email-host <HOST>',
      'text',
      'host of the relay for mails; MOCKED = send nothing and say so; dir:FOLDER = keep each as a file (default: MOCKED)',
    ],
    ['--email-port <PORT>', 'port', 'port of the relay (default: 25)'],
    ['--email-sender <ADDRESS>', 'text', 'address that mails come from; required with a relay'],
    ['--email-host-user <NAME>', 'text', 'user at the relay; together with the password'],
    ['--email-host-password <PASSWORD>', 'text', 'password at the relay'],
    ['--email-use-ssl', 'flag', 'speak TLS with the relay from the first byte'],
    ['--email-use-tls', 'flag', 'speak TLS with the relay after STARTTLS, or not at all'],
    ['--email-timeout <SECONDS>', 'count', 'seconds that sending a mail may take (default: 10)'],
    [
      '--validation-email-rate-limit <NUMBER...>',
      'limits',
      'two numbers: minimum seconds between two sign-up mails to an address or for a caller, and maximum of mails per hour; 0 = no limit (default: 60 3)',
    ],
  ),
  group(
    'Log and metrics',
    ['-l, --log-level <LEVEL>', 'level', 'debug, info, warning, error or critical (default: info)'],
    ['-f, --log-format <FORMAT>', 'format', 'console, console_no_timestamp or json (default: console)'],
    ['-o, --log-file <FILE>', 'text', 'file for the log, made for its owner alone (default: stderr)'],
    [
      '--metrics-listen <HOST:PORT>',
      'text',
      'serve GET /metrics without the administration token here, too (default: nowhere)',
    ],
  ),
  group(
    'Development',
    ['--debug', 'flag', 'serve ping too', 'DEBUG'],
    [
      '--dev',
      'flag',
      '--debug --db memory: --administration-token s3cr3t with CORS for pages of this machine, unless given',
      null,
    ],
  ),
];

/** The options of `serve`. */
export const serveOptions: readonly ServeOption[] = optionGroups.flatMap(({ options }) => options);

/**
 * Options of parsec-cloud's `run` that this server does not support. Each one that is given causes
 * one notice (name, short name, whether it has a value).
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
