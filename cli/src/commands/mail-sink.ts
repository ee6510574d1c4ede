import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { printableJson } from '@parsec-spec/conformance/wire';
import type { Command } from 'commander';
import { outputOption, portNumber } from '../main/arguments.ts';
import { CliError, exitCode } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { listenError } from '../main/listen-error.ts';
import { makeFolder } from '../main/make-folder.ts';
import { printable } from '../main/printable.ts';

const examples = `
It accepts every mail, with any login or none, and delivers none.
Stop it with Ctrl-C.

Examples:
  parsec-spec mail-sink
  parsec-spec mail-sink --port 2525 --dir mails
  parsec-spec serve --dev --email-host 127.0.0.1 --email-port 2525 \\
    --email-sender parsec@example.com

Exit codes: 0 stopped, 1 it cannot listen or write, 2 wrong usage, 74 stdout
  cannot be written.
`;

/** Adds `mail-sink`, a mail relay for developers, which shows mails instead of delivering them. */
export function register(program: Command): void {
  program
    .command('mail-sink')
    .description('show the mails of a server instead of delivering them')
    .option('--port <port>', 'port to listen on, 0 = any free one', portNumber, 2525)
    .option('--host <host>', 'host to listen on', '127.0.0.1')
    .option('--dir <folder>', 'also save each mail as a file')
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      await mailSink(options);
    });
}

interface MailSinkOptions {
  readonly host: string;
  readonly port: number;
  /** Folder for the mails, one file each. */
  readonly dir?: string;
  readonly output: 'text' | 'json';
}

/** Receives mails and prints them until a signal stops it. */
async function mailSink({ host, port, dir, output }: MailSinkOptions): Promise<void> {
  const { signal } = listenForInterruption(['SIGINT', 'SIGTERM', 'SIGHUP']);
  const keep = dir === undefined ? async () => undefined : keeper(dir);
  const show = (mail: CaughtMail, file: string | undefined): void => {
    const text =
      output === 'json'
        ? `${printableJson({ event: 'mail', ...mail, file: file ?? null })}\n`
        : mailText(mail, file);
    process.stdout.write(text);
  };
  const sink = await startSink(host, port, async (raw, mail) => show(mail, await keep(raw)));
  const where = host.includes(':') ? `[${host}]:${sink.port}` : `${host}:${sink.port}`;
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify({ event: 'listening', host, port: sink.port })}\n`
      : `receiving mails on ${where}, delivering none; for a server: serve --email-host ${host} --email-port ${sink.port} --email-sender parsec@example.com\n\n`,
  );
  if (!signal.aborted) await once(signal, 'abort');
  await sink.close();
}

/** Saves mails in a folder, with names in the order of arrival. */
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
    // The rename keeps programs that watch the folder from reading a partial mail.
    await writeFile(join(dir, `.${name}`), raw, { mode: 0o600 });
    await rename(join(dir, `.${name}`), file);
    return file;
  };
}

/** The largest mail in bytes. */
const MAX_MAIL_BYTES = 10 * 1_048_576;

/** A mail relay for developers, which accepts every mail and delivers none. */
interface Sink {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a sink. `take` receives each mail, raw and parsed; the sender gets its reply when `take`
 * has finished.
 *
 * @throws CliError `cannot-listen`
 */
async function startSink(
  host: string,
  port: number,
  take: (raw: Buffer, mail: CaughtMail) => Promise<void>,
): Promise<Sink> {
  // Loaded here, so that the image loads it only for this command.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    size: MAX_MAIL_BYTES,
    // Every login is accepted.
    onAuth: ({ username }, _, done) => done(null, { user: username ?? '' }),
    onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => {
        if (!stream.sizeExceeded) pieces.push(piece);
      });
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('the mail is too large'), { responseCode: 552 }));
          return;
        }
        const raw = Buffer.concat(pieces);
        const envelope = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
        };
        readCaught(raw, envelope)
          .then((mail) => take(raw, mail))
          .then(() => done(null), done);
      });
    },
  });
  const listening = server.listen(port, host);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(listenError(error, `${host}:${port}`, 'choose another --port or --host', exitCode.fail)),
    );
    listening.once('listening', resolve);
  });
  // A client that disconnects is not an error of the sink.
  server.on('error', () => undefined);
  return {
    port: (listening.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A mail that the sink received: its envelope and its content. */
interface CaughtMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly subject: string;
  /** As in the header. */
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
  /** The text part; empty if there is none. */
  readonly text: string;
  /** The http(s) and parsec3 links of the text part, without duplicates. */
  readonly links: readonly string[];
}

/** Parses the raw bytes of a message. */
async function readCaught(raw: Buffer, envelope: CaughtMail['envelope']): Promise<CaughtMail> {
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  const to = mail.to === undefined ? [] : [mail.to].flat();
  const text = mail.text ?? '';
  return {
    envelope,
    subject: mail.subject ?? '',
    from: mail.from?.text ?? '',
    to: to.map((field) => field.text).join(', '),
    replyTo: mail.replyTo?.text ?? null,
    text,
    links: [...new Set(text.match(/(?:https?|parsec3):\/\/[^\s<>"]+/g) ?? [])],
  };
}

/**
 * Formats a mail for the terminal.
 *
 * @param file the path under which the mail is saved
 */
function mailText(mail: CaughtMail, file: string | undefined): string {
  const { from, to, replyTo, subject, text, envelope } = mail;
  const recipients = envelope.to.join(', ');
  const head = [
    ['From', from],
    ['To', to],
    // Shows recipients that the header does not name.
    ...(recipients === to ? [] : [['Sent to', recipients]]),
    ...(replyTo === null ? [] : [['Reply-To', replyTo]]),
    ['Subject', subject],
    ...(file === undefined ? [] : [['Saved as', file]]),
  ].map(([name = '', value = '']) => `${name.padEnd(9)} ${printable(value)}`);
  const body = text.split('\n').map((line) => `  ${printable(line.replace(/\r$/, ''))}`.trimEnd());
  return `${[rule, ...head, '', ...body].join('\n').trimEnd()}\n${rule}\n\n`;
}

const rule = '-'.repeat(72);
