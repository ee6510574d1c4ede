import { randomBytes } from 'node:crypto';
import type { Log } from '../core/log.ts';
import { folderMailer } from './folder-mailer.ts';
import type { Mailer } from './mailer.ts';
import { mockedMailer } from './mocked-mailer.ts';
import { type SmtpOptions, smtpMailer } from './smtp-mailer.ts';

/** Opens what `--email-host` names: `MOCKED`, `dir:FOLDER`, or the host of a relay. */
export function openMailer(options: SmtpOptions, log: Log): Mailer {
  const { host, sender } = options;
  if (host === 'MOCKED') return mockedMailer(log);
  const folder = /^dir:(.+)$/s.exec(host)?.[1];
  if (folder !== undefined) return folderMailer(folder, sender, log, (length) => randomBytes(length));
  return smtpMailer(options, log);
}
