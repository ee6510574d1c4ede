import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTarget } from '../../src/targets/open-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';

/** A loopback server that answers with the handler. */
export async function sampleServer(
  handler: http.RequestListener,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = http.createServer(handler);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A server as a target of kind `url`. */
export async function urlTarget(address: string, administrationToken?: string): Promise<ServerTarget> {
  const target = await openTarget(address, { administrationToken });
  if (target.kind === 'client') throw new Error('no server');
  return target;
}
