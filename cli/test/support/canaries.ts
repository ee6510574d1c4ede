import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecretScan } from '@parsec-spec/conformance/judge';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { openDevice } from '@parsec-spec/reference-client/device-files';
import type { Page } from 'puppeteer-core';

/** Keeps all requests to the servers of this process, as bytes. */
export function recordRequests(): {
  readonly seen: () => Buffer;
  readonly clear: () => void;
  readonly stop: () => void;
} {
  const pieces: Buffer[] = [];
  const onStart = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    pieces.push(Buffer.from([request.method, request.url, ...request.rawHeaders, ''].join('\n')));
    const push = request.push.bind(request);
    request.push = (chunk, encoding) => {
      if (chunk !== null) pieces.push(Buffer.from(chunk));
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', onStart);
  return {
    seen: () => Buffer.concat(pieces),
    clear: () => {
      pieces.length = 0;
    },
    stop: () => unsubscribe('http.server.request.start', onStart),
  };
}

// Bytes as characters, because only JSON leaves a page.
const readTraces = `(async () => {
  const inBytes = (value) => value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value));
  const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const finished = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const files = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await finished(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([finished(records.getAllKeys()), finished(records.getAll())]);
      keys.forEach((key, index) => files.push([String(key), latin1(inBytes(values[index]))]));
    }
    database.close();
  }
  const visited = globalThis.navigation?.entries().map(({ url }) => url) ?? [];
  const plain = {
    address: [location.href, history.state, document.title, ...visited],
    storage: [{ ...localStorage }, { ...sessionStorage }, document.cookie, await caches.keys()],
    drawer: [document.querySelector('aside').textContent],
  };
  const texts = Object.entries(plain).map(([place, value]) => [place, latin1(inBytes(value))]);
  return { files, texts };
})()`;

/** What a page leaves behind, by place. Files are in IndexedDB. */
export interface Traces {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly texts: ReadonlyMap<string, Buffer>;
}

type Entries = readonly (readonly [place: string, bytes: string])[];

export async function tracesOf(page: Page): Promise<Traces> {
  const { files, texts } = (await page.evaluate(readTraces)) as { files: Entries; texts: Entries };
  const inBytes = (entries: Entries) =>
    new Map(entries.map(([place, bytes]) => [place, Buffer.from(bytes, 'latin1')]));
  return { files: inBytes(files), texts: inBytes(texts) };
}

/** Lets the worker of a page tell what it draws at random, for `hearDraws`. */
export const toldDraws = {
  file: 'reference-client/app/worker/environment.ts',
  find: 'crypto.getRandomValues(array)',
  replace: "(new BroadcastChannel('draws').postMessage([...crypto.getRandomValues(array)]), array)",
};

/** Collects what the worker of a page draws from now on. Returns what reads it. */
export async function hearDraws(page: Page): Promise<() => Promise<readonly Uint8Array[]>> {
  await page.evaluate(`{
    globalThis.draws = [];
    globalThis.hearing = new BroadcastChannel('draws');
    hearing.onmessage = ({ data }) => draws.push(data);
  }`);
  return async () => ((await page.evaluate('draws')) as number[][]).map((draw) => Uint8Array.from(draw));
}

/**
 * Adds the keys of the stored devices, which a password opens, and the root key of their organization
 * if it is among the draws.
 */
export async function plantKeys(
  { files }: Traces,
  password: string,
  scan: SecretScan,
  draws: readonly Uint8Array[] = [],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-keys-'));
  for (const [place, bytes] of files) {
    if (!place.endsWith('.keys')) continue;
    const path = join(folder, 'device.keys');
    await writeFile(path, bytes);
    const opened = await openDevice(clientCrypto, path, { kind: 'password', password });
    if (!opened.ok) throw new Error(`${place}: ${opened.reason}`);
    const { signing_key, private_key, user_realm_key, local_symkey, root_verify_key } = opened.device;
    for (const [name, key] of Object.entries({ signing_key, private_key, user_realm_key, local_symkey }))
      scan.plant(`${name} of ${place}`, key);
    for (const draw of draws.filter(({ length }) => length === 32))
      if (Buffer.compare(await clientCrypto.verifyKeyOf(draw), root_verify_key) === 0)
        scan.plant('root key', draw);
  }
  await rm(folder, { recursive: true });
}

/** The secrets in traces, in requests and in what pages logged, each with its place. */
export const leaks = (
  scan: SecretScan,
  { files, texts }: Traces,
  others: Readonly<Record<string, Buffer>>,
): readonly string[] =>
  [...files, ...texts, ...Object.entries(others)].flatMap(([place, bytes]) =>
    scan.findIn(bytes).map((secret) => `${secret} in ${place}`),
  );
