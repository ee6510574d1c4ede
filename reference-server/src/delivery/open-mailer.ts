import { randomBytes } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { type Mailer, mockedMailer } from './mailer.ts';
import { rawMessage } from './raw-message.ts';
import { type SmtpOptions, smtpMailer } from './smtp-mailer.ts';

/** Opens what `--email-host` names: `MOCKED`, `dir:FOLDER`, or the host of a relay. */
export function openMailer(options: SmtpOptions, log: Log): Mailer {
  const { host, sender } = options;
  if (host === 'MOCKED') return mockedMailer(log);
  const folder = /^dir:(.+)$/s.exec(host)?.[1];
  if (folder !== undefined) return folderMailer(folder, sender, log);
  return smtpMailer(options, log);
}

/** Writes each mail to a file `TIME-RANDOM.eml`, for development. Two servers can share a folder. */
function folderMailer(folder: string, sender: string, log: Log): Mailer {
  return {
    name: `dir:${folder}`,
    send: async (message) => {
      try {
        const { bytes } = await rawMessage(message, sender);
        // Names sort by the time of sending.
        const stem = `${new Date().toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}`;
        await makeFolder(resolve(folder));
        // Renamed when complete, so that a watcher of the folder never sees half a mail. Only the
        // owner may read it, since a mail holds a token.
        await writeFile(join(folder, `.${stem}`), bytes, { mode: 0o600, flag: 'wx' });
        await rename(join(folder, `.${stem}`), join(folder, `${stem}.eml`));
        return 'SUCCESS';
      } catch (error) {
        log.error({ err: error, folder }, 'mail not kept');
        return 'SERVER_UNAVAILABLE';
      }
    },
  };
}

// One by one: Node's own `recursive` never ends in a file system that cannot hold folders, such as
// /proc.
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
  } catch (error) {
    // Another mail may have created the folder meanwhile.
    if (!(await isThere())) throw error;
  }
}
