import { ed25519 as noble } from '@noble/curves/ed25519.js';
import { Buffer } from 'buffer';
import isDeepEqual from 'fast-deep-equal/es6/index.js';
import { decompress } from 'fzstd';
import sodium from 'libsodium-wrappers-sumo';

// What the judge uses of Node, for a judge in a page. Only one check runs at a time.

/** `AsyncLocalStorage` for one check at a time: the store of the innermost call that has not ended. */
class Context<Store> {
  #store: Store | undefined;

  getStore(): Store | undefined {
    return this.#store;
  }

  run<Result>(store: Store | undefined, work: (...args: unknown[]) => Result, ...args: unknown[]): Result {
    const outer = this.#store;
    const restore = (): void => {
      this.#store = outer;
    };
    this.#store = store;
    let result: Result;
    try {
      result = work(...args);
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) return result.finally(restore) as Result;
    restore();
    return result;
  }

  exit<Result>(work: (...args: unknown[]) => Result, ...args: unknown[]): Result {
    return this.run(undefined, work, ...args);
  }
}

class Agent {}

/** Wraps at most 128 KiB in a zstd frame of one uncompressed block (RFC 8878). */
function zstdCompressSync(data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0xa0;
  head.writeUInt32LE(data.length, 5);
  head.writeUIntLE((data.length << 3) | 1, 9, 3);
  return Buffer.concat([head, data]);
}

function zstdDecompressSync(frame: Uint8Array, { maxOutputLength = 1 << 20 } = {}): Uint8Array {
  const content = decompress(frame);
  if (content.length > maxOutputLength) throw new RangeError(`more than ${maxOutputLength} bytes`);
  return Buffer.from(content);
}

/** Modules of Node, by their name. A module that is not here is empty. */
export const nodeInPage: Readonly<Record<string, object>> = {
  async_hooks: { AsyncLocalStorage: Context },
  crypto: {
    createPrivateKey: ({ key }: { key: Uint8Array }) => key.subarray(-32),
    sign: (_: null, message: Uint8Array, seed: Uint8Array) => Buffer.from(noble.sign(message, seed)),
  },
  http: { Agent },
  https: { Agent },
  'timers/promises': {
    setImmediate: () => new Promise((resolve) => setTimeout(resolve)),
    setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  util: { isDeepStrictEqual: isDeepEqual },
  zlib: { zstdCompressSync, zstdDecompressSync, constants: {} },
};

/** The server in the page verifies with @noble/curves, so the judge verifies with libsodium. */
export const ed25519 = {
  verify: (signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean =>
    sodium.crypto_sign_verify_detached(signature, message, key),
};

/** Buffer in browsers, with what the package lacks: the encoding `base64url`, and `equals` for any bytes. */
const { from, isEncoding } = Buffer;
const { toString: textOf } = Buffer.prototype;
Object.assign(Buffer, {
  from: (value: unknown, encoding?: unknown, ...rest: unknown[]) =>
    encoding === 'base64url'
      ? from(value as string, 'base64')
      : from(value as string, encoding as 'hex', ...(rest as [])),
  isEncoding: (name: string) => name === 'base64url' || isEncoding(name),
});
Buffer.prototype.toString = function (encoding?: string, ...rest: number[]) {
  if (encoding !== 'base64url') return textOf.call(this, encoding as 'hex', ...rest);
  return textOf.call(this, 'base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};
Buffer.prototype.equals = function (other: Uint8Array) {
  return Buffer.compare(this, other) === 0;
};

export { Buffer };
