import { constants, lstatSync, rmSync } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isSasCode } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { interrupted } from './interruptible.ts';
import { restOf } from './line-from.ts';

/** Options about the codes that two people tell each other. */
export interface CodeOptions {
  /** The code heard: itself, `-` for a line of stdin, or `@FILE` for a file that will hold it. */
  code?: string;
  /** Where to write the own code, for a script to carry. */
  ownCodeFile?: string;
  /** Longest wait for the other person at one step, in ms. */
  wait?: number;
}

/** The code that the other person tells, from where the option says; waits for it. Undefined: no option says anything. */
export async function toldCode(
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
  const told = text.trim().toUpperCase();
  if (isSasCode(told)) return told;
  throw new CliError(
    'bad-option',
    '--code is not usable',
    'expected four letters or digits, as the other side shows them',
  );
}

/** Writes the own code where a script looks for it. */
export async function leaveCode({ ownCodeFile }: CodeOptions, code: string): Promise<void> {
  if (ownCodeFile !== undefined) await writeFile(ownCodeFile, `${code}\n`, { mode: 0o600 });
}

/** Takes away the code of an earlier greeting, which whoever looks for the new one would take for it. */
export function clearCode({ ownCodeFile }: CodeOptions): void {
  // A terminal or a pipe holds none.
  if (ownCodeFile !== undefined && lstatSync(ownCodeFile, { throwIfNoEntry: false })?.isFile() === true)
    rmSync(ownCodeFile);
}

const look = 100;
const patience = 600_000;

async function fileOf(
  path: string,
  { wait = patience }: CodeOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  const source = new CodeFile(path);
  try {
    for (let waited = 0; waited < wait; waited += look) {
      const text = await source.read();
      // A line end says that the writer is done.
      if (text !== undefined && /\S\s*\n/.test(text)) return text;
      if (signal?.aborted) throw ended();
      await pause(look);
    }
  } finally {
    await source.close();
  }
  throw new CliError(
    'no-code',
    `${path} held no code in time`,
    'write the code and a line end into it, or wait longer: --wait',
  );
}

/** Bytes of a file that are looked at: a code and its line end are five. */
const mostBytes = 1024;

// Without it, opening a pipe waits for its writer, and nothing ends that.
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file, or a named pipe, that will hold a code. */
class CodeFile {
  readonly #path: string;
  #pipe: FileHandle | undefined;
  #came = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** What it holds now; undefined where nothing is there yet. */
  async read(): Promise<string | undefined> {
    try {
      const file = this.#pipe ?? (await open(this.#path, readOnly));
      const about = await file.stat();
      if (about.isFIFO()) return await this.#next(file);
      try {
        if (!about.isFile()) throw new Error('it is no plain file');
        return (await beginning(file)).toString();
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

  // A pipe stays open: who closed it between two looks would lose what is written then.
  async #next(pipe: FileHandle): Promise<string> {
    this.#pipe = pipe;
    const more = await beginning(pipe).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EAGAIN') return Buffer.alloc(0);
      throw error;
    });
    this.#came = `${this.#came}${more}`.slice(-mostBytes);
    return this.#came;
  }
}

async function beginning(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, null);
  return buffer.subarray(0, bytesRead);
}

function lineOfStdin(signal: AbortSignal | undefined): Promise<string> {
  const rest = restOf(0);
  if (rest.trim() !== '') return Promise.resolve(rest.split('\n')[0] ?? '');
  const lines = createInterface({ input: process.stdin });
  return new Promise<string>((told, failed) => {
    signal?.addEventListener('abort', () => failed(ended()));
    lines.once('line', told);
    lines.once('close', () =>
      failed(new CliError('missing-option', '--code -: nothing came', 'write the code and a line end')),
    );
  }).finally(() => {
    lines.close();
    process.stdin.unref?.();
  });
}

const ended = (): CliError => interrupted('interrupted; the other side was told', 'nobody was let in');
