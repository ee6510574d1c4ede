import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { HeaderList } from '../../src/wire/exchange.ts';
import { headerPairs } from '../../src/wire/headers.ts';
import type { Between } from './honest-journey.ts';

/** A message on its way. */
export interface Passing {
  readonly headers: HeaderList;
  readonly body: Buffer;
  readonly status: number;
}

/** Changes messages. `request` is the body of the request that a reply answers. */
export interface Fault {
  readonly request?: ((message: Passing) => Partial<Passing>) | undefined;
  readonly reply?: ((message: Passing, request: Buffer) => Partial<Passing>) | undefined;
}

/** Starts a proxy that changes what passes. It is no part of what is tested. */
export async function startFaultyProxy(to: string, fault: Fault): Promise<Between> {
  const server = http.createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const request = { headers: headerPairs(incoming.rawHeaders), body, status: 0 };
    const sent = { ...request, ...fault.request?.(request) };
    const { hostname, port } = new URL(to);
    const options = { hostname, port, agent: false, method: incoming.method, path: incoming.url };
    const forwarded = http.request({ ...options, headers: fitted(sent).flat(), setHost: false });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.on('response', async (response) => {
      const received = {
        headers: headerPairs(response.rawHeaders),
        body: await buffer(response),
        status: response.statusCode ?? 0,
      };
      const answered = { ...received, ...fault.reply?.(received, body) };
      outgoing.writeHead(answered.status, fitted(answered).flat()).end(answered.body);
    });
    forwarded.end(sent.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The headers with the length of the changed body. */
const fitted = ({ headers, body }: Passing): HeaderList => [
  ...headers.filter(([name]) => !/^(?:content-length|transfer-encoding|connection|keep-alive)$/i.test(name)),
  ['Content-Length', String(body.length)],
];
