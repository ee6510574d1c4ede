import net from 'node:net';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerError } from 'smtp-server';
import { type Mail, readMail } from '../wire/mail.ts';
import { recipientReactions } from './recipient-reactions.ts';

/**
 * The behaviour of a mail relay of the judge. `willing` accepts mail except for the addresses in
 * `recipientReactions`. `silent` accepts connections and sends nothing. `busy` sends 421 and closes
 * the connection. `strict` requires a login and refuses every one. `closed` is a port without a
 * listener.
 */
export type RelayKind = 'willing' | 'silent' | 'busy' | 'strict' | 'closed';

/** A running mail relay of the judge. */
export interface Relay {
  readonly kind: RelayKind;
  readonly port: number;
  /** Every accepted mail so far, oldest first. */
  readonly mails: readonly Mail[];
  /**
   * Whether a server may have given up on it since a time, in ms of `performance.now()`: it took or
   * refused a mail late, or has kept a connection waiting as long.
   */
  readonly mayBeGivenUp: (since: number) => boolean;
  close(): Promise<void>;
}

/** Maximum length of a mail and of its head, in bytes. An invitation has a few KiB, a head one. */
const MAX_MAIL_BYTES = 1 << 17;
const MAX_HEAD_BYTES = 1 << 14;
/** Maximum length of all mails that a relay keeps, in bytes. Each takes about twice its length. */
export const MAX_RELAY_BYTES = 32 << 20;
/** Connections of a relay at once. */
const MAX_CLIENTS = 256;

/** A server may give up on a relay that takes this long until it takes a mail, in ms. */
const SLOW_MS = 4000;

/** Starts a relay at address `bind` and `port` (0: any free port). */
export async function startRelay(kind: RelayKind, bind: string, port = 0): Promise<Relay> {
  const mails: Mail[] = [];
  const sockets = new Set<net.Socket>();
  /** When connections were opened on which no mail was taken or refused yet, by the server's port. */
  const unserved = new Map<number, number>();
  let givenUpAt = Number.NEGATIVE_INFINITY;
  const served = (port: number): void => {
    const now = performance.now();
    if (now - (unserved.get(port) ?? now) >= SLOW_MS) givenUpAt = now;
    unserved.delete(port);
  };
  const mayBeGivenUp = (since: number): boolean => {
    const isSlow = [...unserved.values()].some((opened) => performance.now() - opened >= SLOW_MS);
    return kind === 'willing' && (isSlow || givenUpAt >= since);
  };
  const server =
    kind === 'willing' || kind === 'strict' ? mailServer(kind, mails, served) : unusableServer(kind);
  server.on('connection', (socket: net.Socket) => {
    const { remotePort = 0 } = socket;
    sockets.add(socket);
    unserved.set(remotePort, performance.now());
    socket.on('close', () => {
      sockets.delete(socket);
      if (unserved.delete(remotePort)) givenUpAt = performance.now();
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, bind, done);
  });
  const at = server.address();
  const close = () =>
    new Promise<void>((done) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => done());
    });
  if (kind === 'closed') await close();
  return { kind, port: typeof at === 'object' && at !== null ? at.port : port, mails, mayBeGivenUp, close };
}

function unusableServer(kind: RelayKind): net.Server {
  return net.createServer((socket) => {
    if (kind === 'busy') socket.end('421 4.3.2 come back later\r\n');
  });
}

function mailServer(kind: 'willing' | 'strict', mails: Mail[], served: (port: number) => void): net.Server {
  let kept = 0;
  const smtp = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    maxClients: MAX_CLIENTS,
    authOptional: kind === 'willing',
    allowInsecureAuth: true,
    onAuth: (_login, _session, done) => done(failure(535, 'every login is refused')),
    onRcptTo: ({ address }, { remotePort }, done) => {
      const isRefused = address.startsWith(recipientReactions.refused);
      if (isRefused) served(remotePort);
      done(isRefused ? failure(550, 'no such user') : null);
    },
    onData: (stream, { envelope, remotePort }, answer) => {
      const done: typeof answer = (...result) => {
        served(remotePort);
        answer(...result);
      };
      const parts: Buffer[] = [];
      let size = 0;
      stream.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= MAX_MAIL_BYTES) parts.push(part);
      });
      stream.on('end', () => {
        if (size > MAX_MAIL_BYTES) {
          done(failure(552, `a mail has at most ${MAX_MAIL_BYTES} bytes`));
          return;
        }
        const raw = Buffer.concat(parts);
        const headLength = raw.indexOf('\r\n\r\n');
        if ((headLength < 0 ? size : headLength) > MAX_HEAD_BYTES) {
          done(failure(552, `the head of a mail has at most ${MAX_HEAD_BYTES} bytes`));
          return;
        }
        kept += size;
        if (kept > MAX_RELAY_BYTES) {
          done(failure(452, `the relay keeps at most ${MAX_RELAY_BYTES} bytes`));
          return;
        }
        const to = envelope.rcptTo.map(({ address }) => asSent(address));
        if (to.some((address) => address.startsWith(recipientReactions.rejected))) {
          done(failure(554, 'this recipient is refused'));
          return;
        }
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        readMail(raw, { from, to }).then((mail) => {
          mails.push(mail);
          done(null);
        }, done);
      });
    },
  });
  smtp.on('error', () => undefined);
  return smtp.server;
}

/** The library decodes punycode domains. This restores the domain as sent. */
function asSent(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + domainToASCII(address.slice(at));
}

function failure(responseCode: number, message: string): SMTPServerError {
  return Object.assign(new Error(message), { responseCode });
}
