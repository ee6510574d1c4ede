// The client in the browser as a program that speaks the contract of clients on stdin and stdout.
// `host.ts` holds the browser: with the path of its socket it is shared, otherwise one is started.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [, , shared] = process.argv;
const own = shared === undefined ? await (await import('./host.ts')).startHost() : undefined;
const socket = connect(shared ?? own?.path ?? '');
socket.on('error', () => undefined);
socket.write(`${process.env.HOME}\n`);
process.stdin.on('data', (part) => socket.write(part));
process.stdin.on('end', () => socket.end('\n'));
let log = '';
for await (const line of createInterface({ input: socket })) {
  // A line that begins with `!` is for the log.
  if (!line.startsWith('!')) process.stdout.write(`${line}\n`);
  else {
    process.stderr.write(`${line.slice(1)}\n`);
    log = line;
  }
}
await own?.close();
process.exit(process.stdin.readableEnded || log === '' ? 0 : 1);
