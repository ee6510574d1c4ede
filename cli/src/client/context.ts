import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CertificateStore, jsonStore } from '@parsec-spec/reference-client/certificates';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import type { ClientEnvironment } from '@parsec-spec/reference-client/journeys';
import { type LogLevel, lineLog } from '@parsec-spec/reference-client/log';
import {
  dataFolder,
  devicesFolder,
  type FolderSettings,
  isWritableByOthers,
  removeAbandonedSaves,
  trustAuthorities,
} from '@parsec-spec/reference-client/node';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';
import { type Asker, terminalAsker } from './asker.ts';
import { Cancellation } from './cancellation.ts';

/** Options that all commands of the client have. */
export interface CommonOptions {
  configDir?: string;
  output: 'text' | 'json';
  caFile?: string;
  timeout?: number;
  logLevel?: LogLevel;
}

/** The dependencies of a command of the client. */
export interface Context {
  environment: ClientEnvironment;
  asker: Asker | undefined;
  cancellation: Cancellation;
  /** The folder of device files. */
  folder: string;
  storeOf: (deviceId: string) => CertificateStore;
  /** The form of the results. */
  output: CommonOptions['output'];
  /** Prints a message for the user on stderr. */
  say: (text: string) => void;
  /** Prints the result on stdout, as JSON or text. */
  print: (result: object, text: string) => void;
}

/** The same context, with a signal that ends each question. */
export const withSignal = (context: Context, signal: AbortSignal): Context => ({
  ...context,
  asker: context.asker?.withSignal(signal),
});

/** The context of a command with these options. */
export function contextOf(options: CommonOptions): Context {
  if (options.caFile !== undefined) trust(options.caFile);
  const write = (line: string): void => void process.stderr.write(line);
  const log = lineLog(options.logLevel ?? 'error', write);
  const folders: FolderSettings = { env: process.env, configDir: options.configDir };
  const timeoutMs = options.timeout ?? 30_000;
  const cancellation = new Cancellation();
  const crypto: Crypto = {
    ...clientCrypto,
    argon2id: (...given) => cancellation.harmless(() => clientCrypto.argon2id(...given)),
  };
  return {
    environment: { crypto, transport: { log, timeoutMs } },
    asker: terminalAsker(cancellation),
    cancellation,
    folder: devicesFolder(folders),
    output: options.output,
    storeOf: (id) => jsonStore(join(dataFolder(folders, id), 'certificates-parsec-spec.json')),
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

/** Cleans the device folder at the start of a command, and warns if others can write to it. */
export async function careForFolder({ folder, say }: Context, now: number = Date.now()): Promise<void> {
  await removeAbandonedSaves(folder, now);
  if (await isWritableByOthers(folder))
    say(
      `Warning: other users can write to ${printable(folder)}, and so replace or delete your devices. Run chmod go-w on it, or move it to a folder of yours.`,
    );
}
