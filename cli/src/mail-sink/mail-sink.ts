import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { makeFolder } from '../main/make-folder.ts';
import type { CaughtMail } from './caught-mail.ts';
import { mailText } from './mail-text.ts';
import { startSink } from './start-sink.ts';

/** What `mail-sink` was called with. */
export interface MailSinkOptions {
  readonly host: string;
  readonly port: number;
  /** Folder for the mails, one file each. */
  readonly dir?: string;
  readonly output: 'text' | 'json';
}

/** Catches mails and shows them until it is told to stop. */
export async function mailSink({ host, port, dir, output }: MailSinkOptions): Promise<void> {
  const { signal } = listenForInterruption(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const keep = dir === undefined ? async () => undefined : keeper(dir);
  const show = (mail: CaughtMail, file: string | undefined): void => {
    const text =
      output === 'json'
        ? `${JSON.stringify({ event: 'mail', ...mail, file: file ?? null })}\n`
        : mailText(mail, file);
    process.stdout.write(text);
  };
  const sink = await startSink(host, port, async (raw, mail) => show(mail, await keep(raw)));
  const where = host.includes(':') ? `[${host}]:${sink.port}` : `${host}:${sink.port}`;
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify({ event: 'listening', host, port: sink.port })}\n`
      : `catching mails on ${where}, sending none on; for a server: serve --email-host ${host} --email-port ${sink.port} --email-sender parsec@example.com\n\n`,
  );
  if (!signal.aborted) await once(signal, 'abort');
  await sink.close();
}

/** Keeps mails in a folder, named in the order of their coming. */
function keeper(dir: string): (raw: Buffer) => Promise<string> {
  try {
    makeFolder(dir);
  } catch {
    throw new CliError('folder', `${dir} cannot be used as a folder`, 'name another with --dir FOLDER');
  }
  let count = 0;
  return async (raw) => {
    const name = `${new Date().toISOString().replaceAll(':', '-')}-${String(++count).padStart(4, '0')}`;
    const file = join(dir, `${name}.eml`);
    // Whoever watches the folder never sees half a mail.
    await writeFile(join(dir, `.${name}`), raw, { mode: 0o600 });
    await rename(join(dir, `.${name}`), file);
    return file;
  };
}
