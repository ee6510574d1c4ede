import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CertificateStore, jsonStore } from '@parsec-spec/reference-client/certificates';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { dataFolder, devicesFolder, type FolderSettings } from '@parsec-spec/reference-client/device-files';
import type { ClientEnvironment } from '@parsec-spec/reference-client/journeys';
import type { Explanation } from '@parsec-spec/reference-client/explain';
import { type LogLevel, lineLog } from '@parsec-spec/reference-client/log';
import { trustAuthorities } from '@parsec-spec/reference-client/transport';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import { terminalAsker } from './terminal-asker.ts';

/** Options that all commands of the client share. */
export interface CommonOptions {
  configDir?: string;
  output: 'text' | 'json';
  caFile?: string;
  timeout?: number;
  logLevel?: LogLevel;
}

/** What a command of the client works with. */
export interface Context {
  environment: ClientEnvironment;
  asker: Asker | undefined;
  /** The folder of device files. */
  folder: string;
  storeOf: (deviceId: string) => CertificateStore;
  /** Tells a person something on the way, on stderr. */
  say: (text: string) => void;
  /** The result: JSON or text on stdout. */
  print: (result: object, text: string) => void;
}

/** The same context. The signal ends each of its questions. */
export const until = (context: Context, signal: AbortSignal): Context => ({
  ...context,
  asker: context.asker?.until(signal),
});

/** The same context. `told` is the message of a question that a person interrupts. */
export const onInterrupt = (context: Context, told: Explanation): Context => ({
  ...context,
  asker: context.asker?.onInterrupt(told),
});

export function contextOf(options: CommonOptions): Context {
  if (options.caFile !== undefined) trust(options.caFile);
  const write = (line: string): void => void process.stderr.write(line);
  const log = lineLog(options.logLevel ?? 'error', write);
  const places: FolderSettings = { env: process.env, configDir: options.configDir };
  const timeoutMs = options.timeout ?? 30_000;
  return {
    environment: { crypto: clientCrypto, transport: { log, timeoutMs } },
    asker: terminalAsker(),
    folder: devicesFolder(places),
    storeOf: (id) => jsonStore(join(dataFolder(places, id), 'certificates-parsec-spec.json')),
    say: (text) => write(`${text}\n`),
    print: (result, text) =>
      void process.stdout.write(
        options.output === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : `${text}\n`,
      ),
  };
}

function trust(file: string): void {
  try {
    trustAuthorities(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-option', `--ca-file ${file}: ${message}`, 'give a file of PEM certificates');
  }
}
