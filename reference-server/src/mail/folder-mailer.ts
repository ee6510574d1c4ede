import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../logging/log.ts';
import type { Mailer } from './mailer.ts';
import { rawMessage } from './raw-message.ts';

/** Keeps each mail as a file `NUMBER.eml`, for development. `random`: fresh bytes, so that two servers share a folder. */
export function folderMailer(
  folder: string,
  sender: string,
  log: Log,
  random: (length: number) => Uint8Array,
): Mailer {
  return {
    name: `dir:${folder}`,
    send: async (letter) => {
      try {
        const { bytes } = await rawMessage(letter, sender);
        // Sorted by name they are in the order of their sending.
        const stem = `${new Date().toISOString().replaceAll(':', '-')}-${Buffer.from(random(4)).toString('hex')}`;
        await makeFolder(resolve(folder));
        // Whoever watches the folder never sees half a mail. Only the owner reads: a mail holds a token.
        await writeFile(join(folder, `.${stem}`), bytes, { mode: 0o600, flag: 'wx' });
        await rename(join(folder, `.${stem}`), join(folder, `${stem}.eml`));
        return 'SUCCESS';
      } catch (fault) {
        log.error({ err: fault, folder }, 'mail not kept');
        return 'SERVER_UNAVAILABLE';
      }
    },
  };
}

// One by one: Node's own `recursive` never ends where a file system has no room for new folders, as /proc.
async function makeFolder(folder: string): Promise<void> {
  const isThere = () =>
    stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
  if (await isThere()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (fault) {
    // Another mail may have been quicker.
    if (!(await isThere())) throw fault;
  }
}
