import {
  type Call,
  type Header,
  type Mutant,
  type Readable,
  type Reply,
  readableBytes,
} from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';

/** Wraps the request handler of the server. */
export type Wrap = Mutant['wrap'];

/** Makes a mutant. Its name is the requirement and, after `#`, how it is broken. */
export const mutant = (requirement: RequirementId, how: string, wrap: Wrap): Mutant => ({
  name: `${requirement}#${how}`,
  requirement,
  wrap: (handle, config) => {
    const changed = wrap(handle, config);
    return async (call) => {
      const bufferedCall = { ...call, body: rereadable(call.body) };
      try {
        return await changed(bufferedCall);
      } catch (error) {
        // A mutant expects fields of the right type. Without this, it would also break the rule
        // that other types are refused.
        if (error instanceof TypeError) return await handle(bufferedCall);
        throw error;
      }
    };
  },
});

/** A body that can be read again. The first reading decides how much is read. */
function rereadable(body: Readable): Readable {
  let read: ReturnType<Readable['read']> | undefined;
  return {
    ...body,
    read: (limit) => {
      read ??= body.read(limit);
      return read;
    },
  };
}

/** Changes requests before the reference server gets them. */
export const changeCall =
  (changes: (call: Call) => Call): Wrap =>
  (handle) =>
  (call) =>
    handle(changes(call));

/** Changes replies of the reference server. */
export const changeReply =
  (changes: (reply: Reply, call: Call) => Reply): Wrap =>
  (handle) =>
  async (call) =>
    changes(await handle(call), call);

/** A call with its body read. */
export interface CallWithBody extends Call {
  readonly bytes: Uint8Array;
}

// More than the server accepts, so that the server still applies its own limit.
const MAX_BODY_BYTES = 2 * 1_048_576;

/** Reads the body of a call. The result can still be handled by the server. */
export async function readCallBody(call: Call): Promise<CallWithBody> {
  const bytes = await call.body.read(MAX_BODY_BYTES);
  if (typeof bytes !== 'string') return { ...call, bytes, body: readableBytes(bytes) };
  const body: Readable = { read: async () => bytes };
  return { ...call, bytes: new Uint8Array(), body };
}

/** Changes replies, given the body of the request. */
export const changeByBody =
  (changes: (reply: Reply, call: CallWithBody) => Reply | Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const bufferedCall = await readCallBody(call);
    return changes(await handle(bufferedCall), bufferedCall);
  };

/** The call with another body. */
export const withBody = (call: Call, bytes: Uint8Array): Call => ({
  ...withHeader(call, 'content-length', String(bytes.length)),
  body: readableBytes(bytes),
});

/** The first header of a name in lower case. */
export const headerOf = (
  { headers }: { readonly headers: readonly Header[] },
  name: string,
): string | undefined => headers.find(([known]) => known.toLowerCase() === name)?.[1];

/** Sets a header to a value, or removes it if the value is absent. */
export function withHeader<T extends { readonly headers: readonly Header[] }>(
  of: T,
  name: string,
  value?: string,
): T {
  const others = of.headers.filter(([known]) => known.toLowerCase() !== name);
  return { ...of, headers: value === undefined ? others : [...others, [name, value]] };
}
