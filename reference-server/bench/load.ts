import { parseArgs } from 'node:util';
import { Connection } from './connection.ts';
import { bootstrap, creation, info, tokenIn } from './requests.ts';

// The load of one run, in a process of its own: prints one JSON line with what it measured.
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    kind: { type: 'string' },
    count: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
  },
});
const port = Number(values.port);
const count = Number(values.count);
const run = `b${Date.now().toString(36)}`;

/** Lets every connection take the next job until there is none; answers statuses with their counts. */
async function drive(
  next: () => Buffer | undefined,
  each?: (connection: Connection) => void,
): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {};
  // Opened when they are needed: the server closes those that stay quiet.
  const opening = Array.from({ length: Number(values.connections) }, () => Connection.open(port));
  const connections = await Promise.all(opening);
  await Promise.all(
    connections.map(async (connection) => {
      for (let request = next(); request !== undefined; request = next()) {
        const status = await connection.send(request);
        statuses[status] = (statuses[status] ?? 0) + 1;
        each?.(connection);
      }
    }),
  );
  for (const connection of connections) connection.close();
  return statuses;
}

async function founded(many: number) {
  const ready: ReturnType<typeof bootstrap>[] = [];
  const names: string[] = [];
  const first = await Connection.open(port);
  for (let index = 0; index < many; index++) {
    const name = `${run}-${index}`;
    await first.send(creation(name));
    names.push(name);
    ready.push(bootstrap(name, tokenIn(first.reply)));
  }
  first.close();
  return { ready, names };
}

function list<T>(items: readonly T[]): () => T | undefined {
  let at = 0;
  return () => items[at++];
}

async function measure(): Promise<{ requests: number; seconds: number; statuses: Record<number, number> }> {
  if (values.kind === 'bootstrap') {
    const { ready } = await founded(count);
    const started = performance.now();
    const statuses = await drive(list(ready.map(({ request }) => request)));
    return { requests: count, seconds: (performance.now() - started) / 1000, statuses };
  }
  if (values.kind === 'refused') {
    const { ready, names } = await founded(1);
    const request = Buffer.from(
      info(names[0] ?? '', ready[0]?.founding ?? never())
        .toString('latin1')
        .replace(/ED25519\.[0-9a-f]{8}/, 'ED25519.00000000'),
      'latin1',
    );
    let left = count;
    const started = performance.now();
    const statuses = await drive(() => (left-- > 0 ? request : undefined));
    return { requests: count, seconds: (performance.now() - started) / 1000, statuses };
  }
  // organization_info: by 100 devices of 100 organizations, in turn.
  const { ready, names } = await founded(100);
  await drive(list(ready.map(({ request }) => request)));
  const calls = ready.map(({ founding }, index) => info(names[index] ?? '', founding));
  await drive(list(calls));
  const started = performance.now();
  const until = started + Number(values.seconds) * 1000;
  let sent = 0;
  const statuses = await drive(() => (performance.now() < until ? calls[sent++ % calls.length] : undefined));
  return { requests: sent, seconds: (performance.now() - started) / 1000, statuses };
}

function never(): never {
  throw new Error('nothing was founded');
}

const measured = await measure();
console.log(JSON.stringify({ ...measured, perSecond: Math.round(measured.requests / measured.seconds) }));
