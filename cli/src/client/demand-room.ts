import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecretFile } from '@parsec-spec/reference-client/device-files';
import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';

/** Bytes of a device file, amply. */
const room = 4096;

/** Refuses a folder in which no device could be kept, before a server is asked for what can be had once. */
export async function demandRoom(folder: string): Promise<void> {
  const probe = join(folder, `${randomBytes(8).toString('hex')}.probe`);
  try {
    await writeSecretFile(probe, new Uint8Array(room));
    await unlink(probe);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CliError(
      'cannot-store',
      `no device can be stored in ${folder} (${code}), so the server was not asked`,
      'make the folder writable, make room, or name another with --config-dir',
      exitCode.fail,
    );
  }
}
