import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CheckFinished } from '../../src/events/index.ts';
import { defaultCapabilities, openTarget, type ServerTarget } from '../../src/targets/index.ts';
import type { Check } from '../../src/verifies/index.ts';
import { pack, unpack } from '../../src/wire/index.ts';
import { judged } from '../engine/judged.ts';

/** A reply on its way to a client. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Sits between a client and a correct server. It makes up the reply, or asks the server for the
 * true one first.
 */
export type Lie = (request: Fields, truth: () => Promise<Fields | undefined>) => Promise<Fields | undefined>;

/** The outcome of a check on a server behind a lie. */
export async function judgedBehind(lie: Lie, check: Check): Promise<CheckFinished | undefined> {
  const target = await openTarget('memory:reference');
  if (target.kind === 'client') throw new Error('not a server');
  const liar = http.createServer(async (request, response) => {
    const body = await read(request);
    const { headers, method = 'GET', url = '/' } = request;
    let head = { status: 200, headers: { 'content-type': 'application/msgpack' } as object };
    let answer = new Uint8Array();
    const ask = async () => {
      const told = await fetch(`${target.address}${url}`, {
        method,
        headers: Object.entries(headers).flatMap(([name, value]) =>
          ['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
            ? []
            : [[name, String(value)] as [string, string]],
        ),
        ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
      });
      answer = new Uint8Array(await told.arrayBuffer());
      head = { status: told.status, headers: { 'content-type': told.headers.get('content-type') ?? '' } };
      return fieldsIn(answer);
    };
    const asked =
      url.startsWith('/authenticated/') || url.startsWith('/invited/') ? fieldsIn(body) : undefined;
    const told = asked === undefined ? await ask() : await lie(asked, ask);
    const isMsgpack = asked !== undefined && told !== undefined && head.status === 200;
    response.writeHead(head.status, { ...head.headers });
    response.end(isMsgpack ? pack(told) : answer);
  });
  await new Promise<void>((done) => liar.listen(0, '127.0.0.1', done));
  const { port } = liar.address() as AddressInfo;
  const { administrationToken } = target;
  const server: ServerTarget = {
    kind: 'url',
    spec: 'a liar',
    address: `http://127.0.0.1:${port}`,
    administrationToken,
    capabilities: defaultCapabilities,
    baseline: [],
    callback: target.callback,
    startOptions: new Set(),
    log: () => '',
    close: () => Promise.resolve(),
  };
  try {
    const [done] = await judged({
      server,
      checks: [check],
      seed: 'liars',
      run: '11a125',
      again: false,
      timeout: 30_000,
      withoutPreflight: { spontaneous: false, events: true },
    });
    return done;
  } finally {
    liar.closeAllConnections();
    liar.close();
    await target.close();
  }
}

async function read(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

function fieldsIn(bytes: Uint8Array): Fields | undefined {
  try {
    const value = unpack(bytes);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}
