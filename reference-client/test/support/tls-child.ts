// Trusted authorities belong to the process, so this test has its own: a server whose certificate
// only `localhost.cert.pem` vouches for.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Exchanged, exchange } from '../../src/call/exchange.ts';
import { trustAuthorities } from '../../src/node/trust.ts';

const pem = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const identity = { key: pem('localhost.key.pem'), cert: pem('localhost.cert.pem') };
const server = createServer(identity, (_request, response) => response.end('hello'));
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const { port } = server.address() as AddressInfo;

const described = (exchanged: Exchanged): string =>
  exchanged.kind === 'answered'
    ? `answered ${exchanged.status}`
    : `${exchanged.kind} ${'cause' in exchanged && exchanged.cause}`;
const get = () => exchange({ method: 'GET', url: `https://127.0.0.1:${port}/`, headers: {} });

const before = described(await get());
trustAuthorities(identity.cert);
const after = described(await get());
console.log(JSON.stringify({ before, after }));
server.close();
server.closeAllConnections();
