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
