import type { DateTime } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { formatServerAddress, type ServerAddress } from '@parsec-spec/spec/urls';
import { trustedPeers } from '../core/client-address.ts';
import { createServer, type Mutant, type ReferenceServer } from '../core/create-server.ts';
import type { Mailer } from '../delivery/mailer.ts';
import { openMailer } from '../delivery/open-mailer.ts';
import { type Listening, listen } from '../http/node/listen.ts';
import { type Log, rateLimited, silentLog } from '../log.ts';
import type { Journal } from '../storage/journal.ts';
import { openJournal } from '../storage/open-journal.ts';
import { fastestCrypto } from './fastest-crypto.ts';
import { metricsOnly, prometheusMetrics } from './metrics.ts';
import { linkAddress, readSettings, type ServeSettings } from './settings/settings.ts';
import { explainStart } from './start-error.ts';
import { type StaticFiles, withStaticFiles } from './static-files.ts';
import { tlsFiles } from './tls-files.ts';

/** Options for a program that starts a server, beside the settings of a host. */
export interface StartOptions extends Partial<ServeSettings> {
  readonly log?: Log;
  readonly clock?: () => DateTime;
  readonly random?: (length: number) => Uint8Array;
  /** Guards to leave out, by their requirement. */
  readonly omit?: readonly RequirementId[];
  readonly mutants?: readonly Mutant[];
  /** Replaces the mailer that the settings name. */
  readonly mailer?: Mailer;
  /** Default: none. */
  readonly staticFiles?: StaticFiles;
  /** Ends the waiting for a database. */
  readonly signal?: AbortSignal;
}

/** A listening server, and how to reach it. */
export interface RunningServer {
  /** `http(s)://host:port`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly administrationToken: string;
  /** `parsec3://…`, the address in links of redirections. */
  readonly serverAddr: string;
  /** Name of the journal. */
  readonly db: string;
  /** Where metrics need no token; null without `--metrics-listen`. */
  readonly metricsUrl: string | null;
  /** Finishes pending requests and releases port and file. */
  close(): Promise<void>;
}

/**
 * Starts a server. Settings left out are those of `serve` without arguments, but in memory and on a
 * free port.
 *
 * @throws StartError with the exit code and a hint for the host
 * @example
 * const { url, administrationToken, close } = await startServer({ db: 'sqlite:./parsec.sqlite' });
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const settings: ServeSettings = { ...readSettings({}, {}), db: 'memory:', port: 0, ...options };
  const { host, port, ssl } = settings;
  const { staticFiles } = options;
  const log = options.log ?? silentLog;
  let journal: Journal | undefined;
  try {
    const tls = ssl === null ? {} : { tls: tlsFiles(ssl) };
    journal = await openJournal(settings.db, {
      connections: settings.connections,
      wait: {
        seconds: settings.dbWait,
        report: (line) => log.warn({}, line),
        signal: options.signal,
      },
    });
    for (const notice of journal.notices ?? []) log.warn({}, notice);
    // Without a configured address, links contain the one that the server listens on, which is
    // known only now.
    const address = { ...linkAddress(settings) };
    const server = createServer({
      config: {
        ...(settings.administrationToken === null
          ? {}
          : { administration_token: settings.administrationToken }),
        server_addr: address,
        web_client:
          staticFiles?.redirection === undefined ? null : `${staticFiles.path}/${staticFiles.redirection}`,
        debug: settings.debug,
        spontaneous_organization_bootstrap: settings.spontaneous,
        organization_bootstrap_webhook: settings.webhook,
        cors_allow_origins: settings.corsAllowOrigins,
        well_known_token: settings.wellKnownToken,
        proxy_trusted: trustedPeers(settings.proxyTrustedAddresses),
        account: settings.account,
        validation_emails: settings.validationEmails,
        sse_keepalive: settings.sseKeepalive,
        initial: {
          active_users_limit: settings.activeUsersLimit,
          user_profile_outsider_allowed: settings.outsiderAllowed,
          realm_minimum_archiving_period_before_deletion: settings.minimumArchivingPeriod,
          tos: settings.tos,
        },
      },
      journal,
      crypto: await fastestCrypto(),
      log,
      metrics: prometheusMetrics(),
      mailer: options.mailer ?? openMailer(settings.email, log),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.random === undefined ? {} : { random: options.random }),
      ...(options.omit === undefined ? {} : { omit: options.omit }),
      ...(options.mutants === undefined ? {} : { mutants: options.mutants }),
    });
    const warn = rateLimited((fields, message) => log.warn(fields, message));
    const { maxConnections } = settings;
    const onFull = (closed: 'idle' | 'new'): void =>
      warn(
        { maxConnections },
        closed === 'idle'
          ? 'closed an idle or unfinished connection for a new one: almost as many are open as --max-connections allows'
          : 'closed a new connection: as many are in use as --max-connections allows',
      );
    const metricsListening =
      settings.metricsListen === null ? null : await listenForMetrics(server, settings.metricsListen);
    const handle = staticFiles === undefined ? server.handle : withStaticFiles(server.handle, staticFiles);
    const listening: Listening = await listen(
      { handle, stop: server.stop },
      {
        host,
        port,
        maxConnections,
        onFull,
        ...tls,
      },
    ).catch(async (error: unknown) => {
      await metricsListening?.stop();
      throw error;
    });
    if (settings.serverAddr === null) Object.assign(address, { port: listening.port });
    return {
      url: listening.url,
      host,
      port: listening.port,
      administrationToken: server.config.administration_token,
      serverAddr: formatServerAddress(address as ServerAddress),
      db: journal.name,
      metricsUrl: metricsListening && `${metricsListening.url}/metrics`,
      close: async () => {
        await listening.stop();
        await metricsListening?.stop();
        await server.close();
      },
    };
  } catch (error) {
    await journal?.close();
    throw explainStart(error, `${host}:${port}`);
  }
}

/** Scrapers of metrics are few. */
const MAX_METRICS_CONNECTIONS = 64;

/** Listens for requests of metrics, which need no token there. */
async function listenForMetrics(
  server: ReferenceServer,
  { host, port }: NonNullable<ServeSettings['metricsListen']>,
): Promise<Listening> {
  try {
    return await listen(metricsOnly(server), { host, port, maxConnections: MAX_METRICS_CONNECTIONS });
  } catch (error) {
    const option = '--metrics-listen';
    throw explainStart(error, `${option} ${host}:${port}`, { host: option, port: option });
  }
}
