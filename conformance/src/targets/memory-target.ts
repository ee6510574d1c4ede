import { createServer, type ServerOptions } from '@parsec-spec/reference-server/core';
import { openMailer, type SmtpOptions } from '@parsec-spec/reference-server/mail';
import { listen } from '@parsec-spec/reference-server/node';
import { LogTail } from './log-tail.ts';
import { memoryConfig } from './memory-config.ts';
import { onSteadyPort } from './process/port.ts';
import type { StartOptionName, StartOptions } from './start-options.ts';
import type { RunningServer } from './target.ts';
import type { TargetStart } from './target-start.ts';

/** The settings that the reference server supports when it runs inside the judge. */
export const memoryStartOptions: ReadonlySet<StartOptionName> = new Set([
  'spontaneous',
  'initialActiveUsersLimit',
  'initialOutsiderAllowed',
  'initialTos',
  'initialArchivingPeriod',
  'bootstrapWebhook',
  'corsAllowOrigins',
  'proxyTrustedAddresses',
  'production',
  'sseKeepalive',
  'emailHost',
  'emailPort',
  'emailSender',
  'emailUser',
  'emailPassword',
  'emailTimeout',
  'validationEmails',
]);

/**
 * Starts the reference server inside this process, on a loopback port, because checks send raw
 * bytes over a socket.
 *
 * @param broken - Makes a mutant, for the self-test.
 */
export async function startMemory(
  starting: Pick<TargetStart, 'administrationToken'>,
  options: StartOptions,
  broken: Pick<ServerOptions, 'omit' | 'mutants'> = {},
): Promise<RunningServer> {
  const host = '127.0.0.1';
  const tail = new LogTail(starting.administrationToken);
  const write = (fields: object, message: string) => tail.add(`${message} ${JSON.stringify(fields)}\n`);
  const log = { debug: write, info: write, warn: write, error: write };
  // The links that the server makes contain its port, so the port is chosen first.
  const { server, listening } = await onSteadyPort(async (port) => {
    const server = createServer({
      ...referenceOptions(options, starting.administrationToken, { host, port }, log),
      ...broken,
    });
    try {
      return { server, listening: await listen(server, { host, port }) };
    } catch (error) {
      await server.close();
      throw error;
    }
  });
  let closing: Promise<void> | undefined;
  return {
    address: listening.url,
    administrationToken: starting.administrationToken,
    log: () => tail.toString(),
    close: () => {
      closing ??= listening.stop(1000).then(() => server.close());
      return closing;
    },
  };
}

/** Translates the settings of a start into options of the reference server. */
export const referenceOptions = (
  options: StartOptions,
  token: string,
  at: { readonly host: string; readonly port: number },
  log: NonNullable<ServerOptions['log']>,
): Pick<ServerOptions, 'config' | 'log' | 'mailer'> => ({
  config: memoryConfig(options, token, at),
  log,
  ...(options.emailHost === undefined
    ? {}
    : { mailer: openMailer(smtpOptions(options, options.emailHost), log) }),
});

/** The mail relay in the settings. The default timeout is that of `serve`, 10 s. */
function smtpOptions(options: StartOptions, host: string): SmtpOptions {
  const {
    emailPort: port = 25,
    emailSender: sender = 'no-reply@example.com',
    emailTimeout: timeout = 10,
  } = options;
  const { emailUser: user, emailPassword: password } = options;
  const login = user === undefined || password === undefined ? null : { user, password };
  return { host, port, sender, timeout, login, security: 'none' };
}
