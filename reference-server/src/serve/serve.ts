import { setFlagsFromString } from 'node:v8';
import type { Log } from '../log.ts';
import type { DatabaseWait } from '../storage/journal.ts';
import { migrateJournal } from '../storage/open-journal.ts';
import { makeLog } from './logging.ts';
import type { ServeSettings } from './settings/settings.ts';
import { explainStart, unwritableLog } from './start-error.ts';
import { type RunningServer, type StartOptions, startServer } from './start-server.ts';

/**
 * Growth of the heap, in percent of the live size, that triggers the next full collection. V8's
 * default allows up to four times the live size on large machines, which the memory goal excludes.
 */
const HEAP_GROWTH_PERCENT = 50;

/**
 * Runs a server until SIGTERM, SIGINT or SIGHUP, then finishes pending requests. Throws a
 * StartError when it cannot start.
 *
 * @param options.mutants - Makes the server break rules on purpose.
 * @param options.staticFiles - What it offers to browsers beside the protocol.
 * @param options.listening - Called once the server listens, with the log. The signal aborts when the
 *   server stops.
 */
export async function serve(
  settings: ServeSettings,
  {
    mutants,
    staticFiles,
    listening,
  }: Pick<StartOptions, 'mutants' | 'staticFiles'> & {
    readonly listening?: (server: RunningServer, log: Log, signal: AbortSignal) => void;
  } = {},
): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  const log = openLog(settings);
  const stopRequested = new AbortController();
  const stopping = firstStopSignal();
  stopping.then(() => stopRequested.abort());
  const server = await startServer({
    ...settings,
    ...(mutants && { mutants }),
    ...(staticFiles && { staticFiles }),
    log,
    signal: stopRequested.signal,
  }).catch((error: unknown) => {
    if (!stopRequested.signal.aborted) throw error;
  });
  if (server === undefined) return log.info({}, 'stopped before it had a database');
  const { url, host, port, db, serverAddr } = server;
  const asJson = settings.logFormat === 'json';
  const line = asJson
    ? JSON.stringify({ event: 'listening', url, host, port, db, server_addr: serverAddr })
    : `Parsec server listening on ${url} (db=${db} server_addr=${serverAddr})`;
  process.stdout.write(`${line}\n`);
  if (settings.administrationToken === null) {
    const { administrationToken } = server;
    const notice = asJson
      ? JSON.stringify({ event: 'administration_token', administration_token: administrationToken })
      : `Administration token, made for this start and shown once: ${administrationToken}`;
    process.stderr.write(`${notice}\n`);
  }
  for (const notice of settings.notices) log.warn({}, notice);
  if (staticFiles !== undefined) log.info({ url: `${url}${staticFiles.path}/` }, 'serving pages');
  listening?.(server, log, stopRequested.signal);
  if (server.metricsUrl !== null) log.info({ url: server.metricsUrl }, 'serving metrics without a token');
  const signal = await stopping;
  log.info({ signal }, 'stopping');
  await server.close();
  log.info({}, 'stopped');
  // An open connection, such as to a relay that does not answer, does not delay the exit.
  setTimeout(() => process.exit(), 500).unref();
}

function openLog({ logLevel: level, logFormat: format, logFile: file }: ServeSettings): Log {
  try {
    return makeLog({ level, format, file });
  } catch (error) {
    throw unwritableLog(String(file), error);
  }
}

/**
 * Migrates a PostgreSQL database to this version of the server and returns its name and its schema
 * versions. Waits for a database that is not there yet. Throws a StartError.
 */
export async function migrate(
  db: string,
  wait?: DatabaseWait,
): Promise<{ readonly name: string; readonly from: number; readonly to: number }> {
  try {
    return await migrateJournal(db, wait);
  } catch (error) {
    throw explainStart(error, 'the database');
  }
}

/** A repeated signal this soon is the same Ctrl-C, forwarded by npm or the launcher. */
const FORWARDED_MS = 1000;

/**
 * Settles with the first SIGTERM, SIGINT or SIGHUP. The same signal again kills the process, unless
 * it follows within a second: npm and the launcher forward a Ctrl-C that the terminal has already
 * sent to the whole process group.
 *
 * @param clock in ms
 */
export function firstStopSignal(clock: () => number = () => performance.now()): Promise<NodeJS.Signals> {
  const times = new Map<NodeJS.Signals, number>();
  return new Promise((resolve) => {
    const onSignal = (name: NodeJS.Signals): void => {
      const since = times.get(name) ?? clock();
      times.set(name, since);
      resolve(name);
      if (clock() - since <= FORWARDED_MS) return;
      process.off(name, onSignal);
      process.kill(process.pid, name);
    };
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, onSignal);
  });
}
