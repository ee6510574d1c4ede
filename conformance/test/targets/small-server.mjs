// A server that is only as large as a driver's test needs: it says what it was told, and may cling to life.
import { createServer } from 'node:http';

const { PARSEC_HOST: host, PARSEC_PORT: port, PARSEC_ADMINISTRATION_TOKEN: token } = process.env;
if (process.argv.includes('--cling')) process.on('SIGTERM', () => console.log('not yet'));
console.log(`pid ${process.pid}`);
createServer((_request, reply) =>
  reply.end(JSON.stringify({ token, pid: process.pid, args: process.argv.slice(2) })),
).listen(Number(port), host);
