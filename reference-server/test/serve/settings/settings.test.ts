import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../../src/serve/settings/read-option-value.ts';
import { readSettings } from '../../../src/serve/settings/settings.ts';

describe('settings', () => {
  test('by default are safe: durable, on loopback, with a token made at the start', () => {
    expect(readSettings({}, {})).toEqual({
      host: '127.0.0.1',
      port: 6777,
      metricsListen: null,
      maxConnections: 4_096,
      db: 'sqlite:./parsec-spec.sqlite',
      connections: { min: 5, max: 7 },
      dbWait: 30,
      administrationToken: null,
      serverAddr: null,
      spontaneous: false,
      webhook: null,
      activeUsersLimit: null,
      outsiderAllowed: true,
      minimumArchivingPeriod: 2_592_000,
      tos: null,
      sseKeepalive: 30,
      email: {
        host: 'MOCKED',
        port: 25,
        security: 'none',
        login: null,
        sender: 'no-reply@parsec.example',
        timeout: 10,
        notices: ['mails are not sent (--email-host MOCKED); dir:FOLDER keeps each as a file'],
      },
      account: 'DISABLED',
      validationEmails: { cooldown: 60, mostPerHour: 3 },
      corsAllowOrigins: [],
      wellKnownToken: false,
      proxyTrustedAddresses: '127.0.0.1,::1',
      ssl: null,
      logLevel: 'info',
      logFormat: 'console',
      logFile: null,
      debug: false,
      notices: ['mails are not sent (--email-host MOCKED); dir:FOLDER keeps each as a file'],
    });
  });

  test('come from the environment, and the command line wins', () => {
    const environment = {
      PARSEC_HOST: '0.0.0.0',
      PARSEC_PORT: '1',
      PARSEC_DB: 'MOCKED',
      PARSEC_SPONTANEOUS_ORGANIZATION_BOOTSTRAP: 'yes',
      PARSEC_LOG_FORMAT: 'JSON',
      PARSEC_CORS_ALLOW_ORIGINS: 'https://a.test https://b.test',
      PARSEC_ORGANIZATION_INITIAL_USER_PROFILE_OUTSIDER_ALLOWED: 'off',
      PARSEC_SSE_KEEPALIVE: '0',
      PARSEC_ADMINISTRATION_TOKEN: '',
    };
    expect(readSettings({ port: '2' }, environment)).toMatchObject({
      host: '0.0.0.0',
      port: 2,
      db: 'MOCKED',
      spontaneous: true,
      logFormat: 'json',
      corsAllowOrigins: ['https://a.test', 'https://b.test'],
      outsiderAllowed: false,
      sseKeepalive: null,
      administrationToken: null,
    });
  });

  test('of --dev apply where the command line has none, whatever the environment contains', () => {
    const environment = {
      PARSEC_DB: 'sqlite:x',
      PARSEC_ADMINISTRATION_TOKEN: 'other',
      PARSEC_PORT: '5',
      PARSEC_SERVER_ADDR: 'parsec3://x.test',
    };
    expect(readSettings({ dev: true }, environment)).toMatchObject({
      debug: true,
      db: 'memory:',
      administrationToken: 's3cr3t',
      wellKnownToken: true,
      serverAddr: null,
      port: 5,
    });
    expect(
      readSettings({ dev: true, db: 'sqlite:y', 'administration-token': 'mine' }, environment),
    ).toMatchObject({ db: 'sqlite:y', administrationToken: 'mine', wellKnownToken: false, debug: true });
  });

  test('bound the connections to PostgreSQL, and refuse bounds that do not fit', () => {
    const given = { 'db-min-connections': '1', 'db-max-connections': '3' };
    expect(readSettings(given, {})).toMatchObject({ connections: { min: 1, max: 3 } });
    expect(readSettings({}, { PARSEC_DB_MAX_CONNECTIONS: '20' })).toMatchObject({
      connections: { min: 5, max: 20 },
    });
    expect(() => readSettings({ ...given, 'db-max-connections': '0' }, {})).toThrow(/do not fit/);
    expect(() => readSettings({ 'db-min-connections': '8' }, {})).toThrow(/do not fit/);
  });

  test('bound the connections of clients', () => {
    expect(readSettings({ 'max-connections': '10' }, {})).toMatchObject({ maxConnections: 10 });
    expect(readSettings({}, { PARSEC_MAX_CONNECTIONS: '20' })).toMatchObject({ maxConnections: 20 });
    expect(() => readSettings({ 'max-connections': '0' }, {})).toThrow(/--max-connections/);
  });

  test('may stand in PARSEC_CMD_ARGS, with quotes and variables', () => {
    const PARSEC_CMD_ARGS = `--db=$DB --host '10.0.0.1' -P 7 --spontaneous-organization-bootstrap --cors-allow-origins https://a.test --cors-allow-origins "https://b.test"`;
    expect(readSettings({ port: '1' }, { PARSEC_CMD_ARGS, DB: 'sqlite:z' })).toMatchObject({
      db: 'sqlite:z',
      host: '10.0.0.1',
      port: 7,
      spontaneous: true,
      corsAllowOrigins: ['https://a.test', 'https://b.test'],
    });
    expect(() => readSettings({}, { PARSEC_CMD_ARGS: '--unknown' })).toThrow(SettingsError);
  });

  test.each([
    ['https://app.test/', 'https://app.test'],
    ['https://App.test', 'https://app.test'],
    ['https://app.test:443', 'https://app.test'],
    ['https://app.test/path', 'https://app.test'],
    ['app.test', '\\*'],
    ['https://*.app.test/', 'https://'],
  ])('refuse %s as an origin, which no browser sends', (origin, hint) => {
    const given = { 'cors-allow-origins': ['https://fine.test', origin] };
    expect(() => readSettings(given, {})).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(`${origin} never matches`),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  test('take origins as browsers send them, with a port or of a program’s own scheme', () => {
    const origins = [
      '*',
      'null',
      'http://127.0.0.1:8080',
      'https://[::1]',
      'tauri://localhost',
      'chrome-extension://abc',
    ];
    expect(readSettings({ 'cors-allow-origins': origins }, {})).toMatchObject({ corsAllowOrigins: origins });
  });

  test('list the trusted proxies that never match', () => {
    const notices = (list: string) =>
      readSettings({ 'proxy-trusted-addresses': list }, {}).notices.filter((line) => line.includes('proxy'));
    expect(notices('127.0.0.1, ::1,10.0.0.0/8,fd00::/8,*')).toEqual([]);
    expect(notices('127.0.0.1,proxy.test,10.0.0.0/33')).toEqual([
      expect.stringMatching(/ proxy\.test is neither/),
      expect.stringMatching(/ 10\.0\.0\.0\/33 is neither/),
    ]);
  });

  test.each(['0.0.0.0', '::', '192.0.2.1'])(
    'warn if links lead to this machine though it listens on %s',
    (host) => {
      const linked = (given: Record<string, string>) =>
        readSettings({ host, ...given }, {}).notices.filter((line) => line.startsWith('links'));
      const warning = [expect.stringMatching(/^links in mails lead to \S+ although .* --server-addr/)];
      expect(linked({})).toEqual(host === '192.0.2.1' ? [] : warning);
      for (const name of ['localhost', '127.0.0.1', '[::1]'])
        expect(linked({ 'server-addr': `parsec3://${name}:6777` })).toEqual(warning);
      expect(linked({ 'server-addr': 'parsec3://parsec.test' })).toEqual([]);
    },
  );

  test.each(['127.0.0.1', 'localhost', '::1'])('do not warn of local links if it listens on %s', (host) => {
    const { notices } = readSettings({ host, 'server-addr': 'parsec3://localhost' }, {});
    expect(notices.filter((line) => line.startsWith('links'))).toEqual([]);
  });

  test.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['metrics.test:65535', { host: 'metrics.test', port: 65535 }],
  ])('serve metrics at %s', (text, metricsListen) => {
    expect(readSettings({ 'metrics-listen': text }, {})).toMatchObject({ metricsListen });
    expect(readSettings({}, { PARSEC_METRICS_LISTEN: text })).toMatchObject({ metricsListen });
  });

  test.each([
    '9464',
    ':9464',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:70000',
    '::1:9464',
    'http://x:1',
    'a b:1',
  ])('refuse to serve metrics at %s', (text) => {
    expect(() => readSettings({ 'metrics-listen': text }, {})).toThrow(
      expect.objectContaining({ code: 'usage', message: `--metrics-listen "${text}" is not HOST:PORT` }),
    );
  });

  test.each([
    [{ PARSEC_EMIAL_HOST: 'mail.test' }, /PARSEC_EMIAL_HOST .* did you mean PARSEC_EMAIL_HOST\?$/],
    [{ PARSEC_ADMIN_TOKEN: 's' }, /PARSEC_ADMIN_TOKEN .* did you mean PARSEC_ADMINISTRATION_TOKEN\?$/],
    [{ PARSEC_COLOUR: 'red' }, /^PARSEC_COLOUR is no setting of this server/],
    [{ PARSEC_ADMINISTRATION_TOKEN: '' }, /^PARSEC_ADMINISTRATION_TOKEN is empty/],
  ])('say that %j has no effect, without its value', (environment, expected) => {
    const { notices: usual } = readSettings({}, {});
    const { notices } = readSettings({}, environment as Record<string, string>);
    expect(notices.filter((notice) => !usual.includes(notice))).toEqual([expect.stringMatching(expected)]);
  });

  test('say nothing of variables of other programs, or of an empty one beside a token', () => {
    const { notices } = readSettings({}, {});
    const others = { PARSEC_SPEC_IMAGE: 'x', PARSEC_EMAIL_HOST: '', PATH: '/', PARSEC_CMD_ARGS: '' };
    expect(readSettings({}, others).notices).toEqual(notices);
    const empty = { PARSEC_ADMINISTRATION_TOKEN: '' };
    expect(readSettings({ 'administration-token': 's' }, empty).notices).toEqual(notices);
  });

  test('repeat a wrong port', () => {
    const message = (text: string) => `"${text}" is not a port (0 to 65535)`;
    expect(() => readSettings({ port: 'abc' }, {})).toThrow(`--port ${message('abc')}`);
    expect(() => readSettings({}, { PARSEC_PORT: '65536' })).toThrow(`PARSEC_PORT ${message('65536')}`);
    expect(() => readSettings({ 'email-port': '-1' }, {})).toThrow(`--email-port ${message('-1')}`);
  });

  test('read terms, addresses and limits', () => {
    const given = {
      'organization-initial-tos': 'en_US:https://x.test/a\\,b,fr_FR:https://x.test/f',
      'server-addr': 'parsec3://parsec.test?no_ssl=true',
      'organization-initial-active-users-limit': '0',
    };
    expect(readSettings(given, {})).toMatchObject({
      tos: { en_US: 'https://x.test/a,b', fr_FR: 'https://x.test/f' },
      serverAddr: { host: 'parsec.test', port: 80, tls: false },
      activeUsersLimit: 0,
    });
  });

  test('of mails name a relay with its login and its security', () => {
    const relay = { 'email-host': 'mail.test', 'email-sender': 'parsec@mail.test' };
    const login = { 'email-host-user': 'u', 'email-host-password': 'p' };
    const { email } = readSettings({ ...relay, ...login, 'email-port': '587', 'email-use-tls': true }, {});
    expect(email).toEqual({
      host: 'mail.test',
      port: 587,
      security: 'tls',
      login: { user: 'u', password: 'p' },
      sender: 'parsec@mail.test',
      timeout: 10,
      notices: [],
    });
    const both = { ...relay, 'email-use-ssl': true, 'email-use-tls': true };
    expect(readSettings(both, {}).email).toMatchObject({ security: 'ssl', login: null });
    expect(readSettings({ ...relay, 'email-host-user': 'u' }, {}).email.login).toBeNull();
    expect(readSettings({ ...relay, ...login }, {}).notices).toEqual([
      expect.stringContaining('travels unprotected'),
    ]);
    expect(readSettings({ dev: true }, { PARSEC_EMAIL_HOST: 'mail.test' }).email.host).toBe('MOCKED');
  });

  test('of sign-up take two numbers as limits, on the command line, in the environment and in PARSEC_CMD_ARGS', () => {
    const limit = (given: object, environment: Record<string, string>) =>
      readSettings({ ...given }, environment).validationEmails;
    expect(limit({ 'validation-email-rate-limit': ['0', '0'] }, {})).toEqual({ cooldown: 0, mostPerHour: 0 });
    expect(limit({}, { PARSEC_VALIDATION_EMAIL_RATE_LIMIT: ' 5  -1 ' })).toEqual({
      cooldown: 5,
      mostPerHour: 0,
    });
    const PARSEC_CMD_ARGS = '--validation-email-rate-limit 7 8 --debug';
    expect(readSettings({}, { PARSEC_CMD_ARGS })).toMatchObject({
      validationEmails: { cooldown: 7, mostPerHour: 8 },
      debug: true,
    });
    expect(readSettings({ 'account-config': 'enabled_with_vault' }, {}).account).toBe('ENABLED_WITH_VAULT');
  });

  test('ignore the DEBUG of other programs', () => {
    expect([readSettings({}, { DEBUG: 'express:*' }).debug, readSettings({}, { DEBUG: '1' }).debug]).toEqual([
      false,
      true,
    ]);
  });

  test('give one line for each unsupported option of parsec-cloud, from any source', () => {
    const { notices } = readSettings(
      { blockstore: ['MOCKED'], 'with-client-web-app': ['x'], 'email-host': 'dir:mails' },
      { PARSEC_TEMPLATE_DIR: 'x' },
    );
    expect(notices).toEqual([
      expect.stringMatching(/^--blockstore .*no effect$/),
      expect.stringMatching(/^PARSEC_TEMPLATE_DIR /),
      expect.stringMatching(/^--with-client-web-app /),
    ]);
  });

  test.each([
    [{ port: 'x' }, '--port'],
    [{ port: '65536' }, '--port'],
    [{ 'organization-initial-active-users-limit': '-1' }, '--organization-initial-active-users-limit'],
    [{ 'organization-initial-user-profile-outsider-allowed': 'maybe' }, 'outsider-allowed'],
    [{ 'organization-initial-user-profile-outsider-allowed': 'constructor' }, 'outsider-allowed'],
    [{ 'organization-initial-tos': 'nothing' }, '--organization-initial-tos'],
    [{ 'organization-initial-tos': 'en:javascript:alert(1)' }, '--organization-initial-tos'],
    [{ 'log-level': 'loud' }, '--log-level'],
    [{ 'server-addr': 'http://x' }, 'server address'],
    [{ 'server-addr': 'parsec3://x/Org' }, 'server address'],
    [{ 'organization-bootstrap-webhook': 'ftp://x' }, 'webhook'],
    [{ 'organization-bootstrap-webhook': 'https://me@x.test/' }, 'webhook'],
    [{ 'organization-bootstrap-webhook': 'https://:hunter2@x.test/' }, 'webhook'],
    [{ 'administration-token': 'two words' }, 'administration token'],
    [{ 'ssl-keyfile': 'key.pem' }, 'HTTPS needs two files'],
    [{ 'email-host': 'mail.test' }, 'mails need a sender'],
    [{ 'email-host': 'mail.test', 'email-sender': 'x\r\nBcc: y@z.test' }, 'sender of mails'],
    [{ 'email-host': 'dir:' }, 'mails need a folder'],
    [{ 'email-host': 'smtp://me:hunter2@mail.test', 'email-sender': 'a@b.test' }, 'host of the relay'],
    [{ 'email-host': 'me:hunter2@mail.test', 'email-sender': 'a@b.test' }, 'host of the relay'],
    [{ 'email-host': 'mail.test:587', 'email-sender': 'a@b.test' }, 'host of the relay'],
    [{ 'email-sender': 'me:hunter2@mail.test' }, 'sender of mails'],
    [{ 'cors-allow-origins': 'https://me:hunter2@x.test' }, '--cors-allow-origins'],
    [{ 'cors-allow-origins': 'https://me:hunter2/x@x.test' }, '--cors-allow-origins'],
    [{ 'metrics-listen': 'me:hunter2@x.test:1' }, '--metrics-listen'],
    [{ 'metrics-listen': 'me:hunter2,/@x.test:1' }, '--metrics-listen'],
    [{ 'email-port': '-1' }, '--email-port'],
    [{ 'account-config': 'MAYBE' }, '--account-config'],
    [{ 'validation-email-rate-limit': ['1'] }, '--validation-email-rate-limit'],
    [{ 'validation-email-rate-limit': ['1', '2', '3'] }, '--validation-email-rate-limit'],
  ])('%j is refused by name, without repeating the value', (given, named) => {
    expect(() => readSettings(given, {})).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining(named),
        hint: expect.stringMatching(/^(?!.*hunter2)./),
      }),
    );
    expect(() => readSettings(given, {})).not.toThrow('hunter2');
  });
});
