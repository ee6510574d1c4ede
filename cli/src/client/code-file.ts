import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CliError } from '../main/cli-error.ts';

/** Bytes of a file that are looked at: a code and its line end are five. */
const mostBytes = 1024;

// Without it, opening a pipe waits for its writer, and nothing ends that.
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file, or a named pipe, that will hold a code. */
export class CodeFile {
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
