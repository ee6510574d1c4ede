import { constants, realpathSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isSasCode } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { interruptionError } from '../main/interruption.ts';
import { unreadText } from './read-line.ts';

/** Options for the codes that two people read to each other. */
export interface CodeOptions {
  /**
   * The code of the other person: the code itself, `-` for a line of stdin, or `@FILE` for a file
   * that will hold it.
   */
  code?: string;
  /** The file to which the own code is written, for a script to pass on. */
  ownCodeFile?: string;
  /** Longest wait for the other person at one step, in ms. */
  wait?: number;
}

/**
 * Waits for the code of the other person from the source that `--code` names. Undefined without
 * that option.
 */
export async function codeFromOption(
  options: CodeOptions,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { code } = options;
  if (code === undefined) return undefined;
  const text =
    code === '-'
      ? await lineOfStdin(signal)
      : code.startsWith('@')
        ? await fileOf(code.slice(1), options, signal)
        : code;
  const result = text.trim().toUpperCase();
  if (isSasCode(result)) return result;
  throw new CliError(
    'bad-option',
    '--code is not a code of a greeting',
    'expected four letters or digits, as the other side shows them',
  );
}

/** Writes the own code to the file for a script. */
export async function writeCode({ ownCodeFile }: CodeOptions, code: string): Promise<void> {
  if (ownCodeFile !== undefined) await writeFile(ownCodeFile, `${code}\n`, { mode: 0o600 });
}

/** Deletes the code of an earlier greeting, so that a script does not read it as the new one. */
export function clearCode({ ownCodeFile }: CodeOptions): void {
  // Terminals and pipes are left alone. Of a symbolic link only the target is deleted.
  if (ownCodeFile !== undefined && statSync(ownCodeFile, { throwIfNoEntry: false })?.isFile() === true)
    rmSync(realpathSync(ownCodeFile));
}

const POLL_INTERVAL_MS = 100;
const DEFAULT_WAIT_MS = 600_000;

async function fileOf(
  path: string,
  { wait = DEFAULT_WAIT_MS }: CodeOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  const source = new CodeFile(path);
  try {
    for (let waited = 0; waited < wait; waited += POLL_INTERVAL_MS) {
      const text = await source.read();
      // A line end shows that the code is complete.
      if (text !== undefined && /\S\s*\n/.test(text)) return text;
      if (signal?.aborted) throw cancellationError();
      await pause(POLL_INTERVAL_MS);
    }
  } finally {
    await source.close();
  }
  throw new CliError(
    'no-code',
    `no code was written to ${path} in time`,
    'write the code and a line end to the file, or set a longer --wait',
  );
}

function lineOfStdin(signal: AbortSignal | undefined): Promise<string> {
  const rest = unreadText(0);
  if (rest.trim() !== '') return Promise.resolve(rest.split('\n')[0] ?? '');
  const lines = createInterface({ input: process.stdin });
  return new Promise<string>((result, failed) => {
    signal?.addEventListener('abort', () => failed(cancellationError()));
    lines.once('line', result);
    lines.once('close', () =>
      failed(
        new CliError(
          'missing-option',
          '--code -: stdin has ended without a line',
          'write the code and a line end',
        ),
      ),
    );
  }).finally(() => {
    lines.close();
    process.stdin.unref?.();
  });
}

const cancellationError = (): CliError =>
  interruptionError('Cancelled. The other side was notified.', 'nobody was admitted');

/** The most bytes of a file that are read: a code and its line end are five. */
const MAX_BYTES = 1024;

// Without O_NONBLOCK, opening a pipe waits for a writer, and no signal ends the wait.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file or a named pipe to which another program will write a code. */
class CodeFile {
  readonly #path: string;
  #pipe: FileHandle | undefined;
  #came = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** The current content; undefined if the file does not exist yet. */
  async read(): Promise<string | undefined> {
    try {
      const file = this.#pipe ?? (await open(this.#path, OPEN_FLAGS));
      const stats = await file.stat();
      if (stats.isFIFO()) return await this.#next(file);
      try {
        if (!stats.isFile()) throw new Error('it is not a regular file');
        return (await readStart(file)).toString();
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new CliError('bad-option', `--code @${this.#path} cannot be read`, 'check the path');
    }
  }

  async close(): Promise<void> {
    await this.#pipe?.close();
  }

  // The pipe stays open between two reads, because closing it would lose what is written in
  // between.
  async #next(pipe: FileHandle): Promise<string> {
    this.#pipe = pipe;
    const more = await readStart(pipe).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EAGAIN') return Buffer.alloc(0);
      throw error;
    });
    this.#came = `${this.#came}${more}`.slice(-MAX_BYTES);
    return this.#came;
  }
}

async function readStart(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, null);
  return buffer.subarray(0, bytesRead);
}
