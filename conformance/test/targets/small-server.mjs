// A minimal server for the tests of the drivers. It reports its settings, counts its starts in its
// store, and may refuse to stop.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { PARSEC_HOST: host, PARSEC_PORT: port, PARSEC_ADMINISTRATION_TOKEN: token } = process.env;
const [, store] = process.argv.join(' ').match(/--store (\S+)/) ?? [];
if (process.argv.includes('--cling')) process.on('SIGTERM', () => console.log('not yet'));
else process.on('SIGTERM', () => process.exit(0));
console.log(`pid ${process.pid}`);
const starts = store === undefined ? 1 : countedIn(`${store}/starts`);
createServer((_request, reply) =>
  reply.end(JSON.stringify({ token, pid: process.pid, args: process.argv.slice(2), starts })),
).listen(Number(port), host);

function countedIn(file) {
  let before = 0;
  try {
    before = Number(readFileSync(file, 'utf8'));
  } catch {
    // the first time
  }
  writeFileSync(file, String(before + 1));
  return before + 1;
}
