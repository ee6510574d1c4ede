import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { startServer } from '@parsec-spec/reference-server/serve';

const connections = new Set<Socket>();
const isStopping = { now: false };
const emit = Server.prototype.emit;
Server.prototype.emit = function (this: Server, event: string, ...given: unknown[]): boolean {
  const [first, second] = given;
  if (event === 'connection' && first instanceof Socket) {
    connections.add(first);
    first.on('close', () => connections.delete(first));
  }
  if (event === 'request' && first instanceof IncomingMessage) connections.delete(first.socket);
  if (event === 'request' && second instanceof ServerResponse && process.argv[2] === 'answers-one')
    second.on('finish', () => isStopping.now && process.exit(0));
  return Reflect.apply(emit, this, [event, ...given]);
};

// A server that misbehaves when asked to stop: it `clings` to life, `ends-badly`, `drops` pending
// answers, `answers-one` of them, or `waits` for connections on which no request was sent.
const {
  PARSEC_HOST: host = '127.0.0.1',
  PARSEC_PORT: port,
  PARSEC_ADMINISTRATION_TOKEN: token = '',
} = process.env;
const server = await startServer({ host, port: Number(port), administrationToken: token });
process.on('SIGTERM', () => {
  isStopping.now = true;
  if (process.argv[2] === 'drops') process.exit(0);
  if (process.argv[2] === 'ends-badly') void server.close().then(() => process.exit(3));
  if (process.argv[2] === 'answers-one') void server.close().then(() => process.exit(0));
  if (process.argv[2] === 'waits')
    setInterval(() => {
      if (connections.size === 0) void server.close().then(() => process.exit(0));
    }, 50);
});
