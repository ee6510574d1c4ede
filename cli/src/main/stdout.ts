import { fstatSync, writeFileSync } from 'node:fs';
import { exitCode } from './cli-error.ts';

const { stdout } = process;

/**
 * Ends the process when stdout cannot be written: quietly if a reader has closed its pipe, as in
 * `| head`, else with an error. An exit code that was set before stays, because the result has it.
 */
export function guardStdout(): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    const closed = error.code === 'EPIPE';
    if (!closed)
      process.stderr.write(`parsec-spec: stdout cannot be written (${error.code ?? error.message})\n`);
    process.exit(process.exitCode || (closed ? exitCode.pass : exitCode.lostOutput));
  });
  // Node's stream for files loses the rest when a full disk takes only a part of a write.
  if (isFile()) stdout._write = writeWhole;
}

/** Settles when all output so far is written. An earlier exit loses it. */
export const flushStdout = (): Promise<void> => new Promise((resolve) => stdout.write('', () => resolve()));

function isFile(): boolean {
  try {
    return fstatSync(stdout.fd).isFile();
  } catch {
    return false;
  }
}

function writeWhole(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
  try {
    writeFileSync(stdout.fd, chunk);
    done();
  } catch (error) {
    done(error as Error);
  }
}
