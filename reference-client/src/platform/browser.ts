import {
  type Argon2idParameters,
  type Crypto,
  checkArgon2idParameters,
  webCrypto,
} from '@parsec-spec/spec/crypto';
import type { HashAnswer, HashJob } from './argon2id-worker.ts';

export {
  joinPath,
  listFolder,
  readOwnFile,
  readSmallFile,
  removeSecretFile,
  renameSecretFile,
  resolveLinks,
  writeSecretFile,
} from './browser-files.ts';

export const systemName = 'browser';

let worker: Worker | undefined;
const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>();
let jobs = 0;

function hashWorker(): Worker {
  if (worker !== undefined) return worker;
  worker = new Worker(new URL('./argon2id-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
    const job = waiting.get(data.id);
    waiting.delete(data.id);
    if ('key' in data) job?.resolve(data.key);
    else job?.reject(new Error(data.error));
  };
  worker.onerror = ({ message }) => {
    worker = undefined;
    for (const job of waiting.values()) job.reject(new Error(`the worker of Argon2id failed: ${message}`));
    waiting.clear();
  };
  return worker;
}

/** Argon2id in a worker: a page would stand still for more than half a second. */
function workerArgon2id(password: Uint8Array, parameters: Argon2idParameters): Promise<Uint8Array> {
  checkArgon2idParameters(parameters);
  jobs += 1;
  const job = Promise.withResolvers<Uint8Array>();
  waiting.set(jobs, job);
  hashWorker().postMessage({ id: jobs, password, parameters } satisfies HashJob);
  return job.promise;
}

const { subtle } = globalThis.crypto;

/** WebCrypto, with Argon2id from WebAssembly in a worker. */
export const clientCrypto: Crypto = webCrypto(subtle, (array) => globalThis.crypto.getRandomValues(array), {
  argon2id: workerArgon2id,
});
