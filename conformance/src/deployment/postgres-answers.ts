import { connect } from 'node:net';

/**
 * Whether a PostgreSQL behind a port accepts connections: it answers a start-up message with a
 * request for authentication.
 */
export function postgresAnswers(host: string, port: number, user: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const tell = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(1000, () => tell(false));
    socket.once('error', () => tell(false));
    socket.once('close', () => tell(false));
    socket.once('connect', () => socket.write(startUp(user)));
    // `R` asks for authentication or waives it; an error (`E`) says that it is still starting
    socket.once('data', (reply) => tell(reply[0] === 0x52));
  });
}

/** The first message of protocol 3.0: its length, the version, the user and the database. */
function startUp(user: string): Uint8Array {
  const words = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + words.length, 0);
  head.writeUInt32BE(3 << 16, 4);
  return Buffer.concat([head, words]);
}
