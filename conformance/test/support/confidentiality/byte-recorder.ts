import net, { type AddressInfo } from 'node:net';

/** A proxy that records every byte in both directions. */
export interface ByteRecorder {
  readonly port: number;
  /** All bytes to the server, and all bytes from it, each in order. */
  seen(): { readonly sent: Buffer; readonly answered: Buffer };
  close(): Promise<void>;
}

/** Starts such a proxy. `target` gives the port of the server at the first connection. */
export async function recordBytes(target: () => number): Promise<ByteRecorder> {
  const sent: Buffer[] = [];
  const answered: Buffer[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(target(), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
      socket.on('error', () => undefined);
    }
    near.on('data', (bytes: Buffer) => {
      sent.push(bytes);
      far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => {
      answered.push(bytes);
      near.write(bytes);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    seen: () => ({ sent: Buffer.concat(sent), answered: Buffer.concat(answered) }),
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}
