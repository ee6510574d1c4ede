import { connect, type Socket } from 'node:net';

/** A connection from a loopback address, and the text received on it so far. */
export async function openConnection(
  port: number,
  localAddress = '127.0.0.1',
): Promise<{ socket: Socket; read: () => string; ended: Promise<void> }> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let text = '';
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
  });
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, read: () => text, ended };
}
