import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CliError } from '../main/cli-error.ts';

/** The most bytes of a file that are read: a code and its line end are five. */
const MAX_BYTES = 1024;

// Without O_NONBLOCK, opening a pipe waits for a writer, and no signal ends the wait.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file or a named pipe to which another program will write a code. */
export class CodeFile {
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
