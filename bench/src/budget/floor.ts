import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// node:http alone, with the settings of ours: reads the body, answers as many bytes and headers as a call is answered.
const body = 'x'.repeat(62);
const headers = [
  'Server',
  'parsec/3',
  'Content-Type',
  'application/msgpack',
  'Api-Version',
  '5.6',
  'Content-Length',
  '62',
];
const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 30_000 }, (request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => response.writeHead(200, headers).end(body, 'latin1'));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
