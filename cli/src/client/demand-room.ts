import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecretFile } from '@parsec-spec/reference-client/device-files';
import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';

/** More than the size of a device file, in bytes. */
const PROBE_BYTES = 4096;

/**
 * Refuses a folder in which no device file can be saved, before the server is asked for something
 * that can be had only once.
 */
export async function demandRoom(folder: string): Promise<void> {
  const probe = join(folder, `${randomBytes(8).toString('hex')}.probe`);
  try {
    await writeSecretFile(probe, new Uint8Array(PROBE_BYTES));
    await unlink(probe);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CliError(
      'cannot-store',
      `no device can be stored in ${folder} (${code}), so nothing was sent`,
      'make the folder writable, free disk space, or name another with --config-dir',
      exitCode.fail,
    );
  }
}
