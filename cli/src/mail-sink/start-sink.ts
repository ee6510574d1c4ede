import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { CliError } from '../main/cli-error.ts';
import { exitCode } from '../main/exit-code.ts';
import { type CaughtMail, readCaught } from './caught-mail.ts';

/** Greatest mail in bytes: more is none of ours. */
const largest = 10 * 1_048_576;

/** A relay for developers: takes every mail, from everybody, to anybody, and sends none on. */
export interface Sink {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a sink; `take` gets each mail as it came and read, and the sender hears `ok` when it is done. Throws a CliError when the port is taken. */
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
    size: largest,
    // Whatever a program is set up with is right here.
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
  // A client that hangs up is no fault of the sink.
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
      `${where} may not be used`,
      'choose a --port above 1023',
      exitCode.fail,
    );
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return new CliError('no-such-host', `${where} is no address of this machine`, 'choose another --host');
  return fault;
}
