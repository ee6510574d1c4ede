import { setFlagsFromString } from 'node:v8';
import type { Log } from '../core/log.ts';
import { makeLog } from './make-log.ts';
import type { ServeSettings } from './settings/settings.ts';
import { StartError } from './start-error.ts';
import { startServer } from './start-server.ts';
import { firstStopSignal } from './stop-signal.ts';

/**
 * Growth of the heap, in percent of the live size, that triggers the next full collection. V8's
 * default allows up to four times the live size on large machines, which the memory goal excludes.
 */
const growth = 50;

/**
 * Runs a server until SIGTERM, SIGINT or SIGHUP, then finishes pending requests. Throws a
 * StartError when it cannot start.
 */
export async function serve(settings: ServeSettings): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${growth}`);
  const log = openLog(settings);
  const impatience = new AbortController();
  const stopping = firstStopSignal();
  stopping.then(() => impatience.abort());
  const { signal: enough } = impatience;
  const server = await startServer({ ...settings, log, signal: enough }).catch((fault: unknown) => {
    if (!enough.aborted) throw fault;
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
    const shown = asJson
      ? JSON.stringify({ event: 'administration_token', administration_token: administrationToken })
      : `Administration token, made for this start and shown once: ${administrationToken}`;
    process.stderr.write(`${shown}\n`);
  }
  for (const notice of settings.notices) log.warn({}, notice);
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
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new StartError(
      `--log-file ${file} cannot be written (${code ?? 'unknown'})`,
      'Name a file in a folder that exists and that this user may write to.',
      { exit: 2, cause: fault },
    );
  }
}
