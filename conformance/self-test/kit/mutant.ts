import {
  type Call,
  type Mutant,
  type Header,
  type Readable,
  readableBytes,
  type Reply,
} from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';

/** What a mutant puts around the core. */
export type Wrap = Mutant['wrap'];

/** A mutant, named after the rule it breaks and how. */
export const mutant = (requirement: RequirementId, how: string, wrap: Wrap): Mutant => ({
  name: `${requirement}#${how}`,
  requirement,
  wrap,
});

/** Changes calls on their way in. */
export const changeCall =
  (changes: (call: Call) => Call): Wrap =>
  (handle) =>
  (call) =>
    handle(changes(call));

/** Changes replies on their way out. */
export const changeReply =
  (changes: (reply: Reply, call: Call) => Reply): Wrap =>
  (handle) =>
  async (call) =>
    changes(await handle(call), call);

/** A call whose body is in hand. */
export interface WholeCall extends Call {
  readonly bytes: Uint8Array;
}

// Beyond what the server takes, so that its own limit is still its own.
const most = 2 * 1_048_576;

/** Reads the body beforehand; the server still gets it. */
export async function whole(call: Call): Promise<WholeCall> {
  const bytes = await call.body.read(most);
  if (typeof bytes !== 'string') return { ...call, bytes, body: readableBytes(bytes) };
  const body: Readable = { read: async () => bytes };
  return { ...call, bytes: new Uint8Array(), body };
}

/** Changes replies by what the call held. */
export const changeByBody =
  (changes: (reply: Reply, call: WholeCall) => Reply | Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const known = await whole(call);
    return changes(await handle(known), known);
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

/** With a header set to a value, or without it. */
export function withHeader<T extends { readonly headers: readonly Header[] }>(
  of: T,
  name: string,
  value?: string,
): T {
  const others = of.headers.filter(([known]) => known.toLowerCase() !== name);
  return { ...of, headers: value === undefined ? others : [...others, [name, value]] };
}
