import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { CliError, exitCode } from '../main/cli-error.ts';
import { type CaughtMail, readCaught } from './caught-mail.ts';

/** The largest mail in bytes. */
const MAX_MAIL_BYTES = 10 * 1_048_576;

/** A mail relay for developers, which accepts every mail and delivers none. */
export interface Sink {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a sink. `take` receives each mail, raw and parsed; the sender gets its reply when `take`
 * has finished.
 *
 * @throws CliError `port-taken` or `no-such-host`
 */
export async function startSink(
  host: string,
  port: number,
  take: (raw: Buffer, mail: CaughtMail) => Promise<void>,
): Promise<Sink> {
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
    server.once('error', (fault: NodeJS.ErrnoException) => reject(explained(fault, `${host}:${port}`)));
    listening.once('listening', resolve);
  });
  // A client that disconnects is not an error of the sink.
  server.on('error', () => undefined);
  return {
    port: (listening.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function explained(fault: NodeJS.ErrnoException, where: string): Error {
  if (fault.code === 'EADDRINUSE')
    return new CliError('port-taken', `${where} is in use`, 'choose another --port', exitCode.fail);
  if (fault.code === 'EACCES')
    return new CliError(
      'port-taken',
      `${where} needs more privileges`,
      'choose a --port above 1023',
      exitCode.fail,
    );
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return new CliError(
      'no-such-host',
      `${where} is not an address of this machine`,
      'choose another --host',
    );
  return fault;
}
