import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Check } from '../../src/judge/check.ts';
import type { CheckFinished } from '../../src/report/report-events.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { Fields } from '../../src/wire/values.ts';
import { judged } from '../runner/judged.ts';

/** Makes the reply of a proxy to a request. `truth` sends the request to the server. */
export type ReplyProxy = (
  request: Fields,
  truth: () => Promise<Fields | undefined>,
) => Promise<Fields | undefined>;

/** Runs a check on the reference server behind a proxy. */
export async function judgeBehind(proxy: ReplyProxy, check: Check): Promise<CheckFinished | undefined> {
  const target = await openTarget('memory:reference');
  if (target.kind === 'client') throw new Error('not a server');
  const listener = http.createServer(async (request, outgoing) => {
    const body = await read(request);
    const { headers, method = 'GET', url = '/' } = request;
    let head = { status: 200, headers: { 'content-type': 'application/msgpack' } as object };
    let answer = new Uint8Array();
    const forward = async () => {
      const response = await fetch(`${target.address}${url}`, {
        method,
        headers: Object.entries(headers).flatMap(([name, value]) =>
          ['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
            ? []
            : [[name, String(value)] as [string, string]],
        ),
        ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
      });
      answer = new Uint8Array(await response.arrayBuffer());
      head = {
        status: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? '' },
      };
      return fieldsIn(answer);
    };
    const fields =
      url.startsWith('/authenticated/') || url.startsWith('/invited/') ? fieldsIn(body) : undefined;
    const reply = fields === undefined ? await forward() : await proxy(fields, forward);
    const isMsgpack = fields !== undefined && reply !== undefined && head.status === 200;
    outgoing.writeHead(head.status, { ...head.headers });
    outgoing.end(isMsgpack ? encode(reply) : answer);
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  const { administrationToken } = target;
  const server: ServerTarget = {
    kind: 'url',
    spec: 'a server behind a proxy',
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
    listener.closeAllConnections();
    listener.close();
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
    const value = decode(bytes);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}
