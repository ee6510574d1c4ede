import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Call, Header, Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Readable, readableBytes } from '../core/readable.ts';

/** What a distortion puts around the core. */
export type Wrap = Distortion['wrap'];

/** A distortion, named after the rule it breaks and how. */
export const distortion = (requirement: RequirementId, how: string, wrap: Wrap): Distortion => ({
  name: `${requirement}#${how}`,
  requirement,
  wrap,
});

/** Bends calls on their way in. */
export const bendCall =
  (bend: (call: Call) => Call): Wrap =>
  (handle) =>
  (call) =>
    handle(bend(call));

/** Bends replies on their way out. */
export const bendReply =
  (bend: (reply: Reply, call: Call) => Reply): Wrap =>
  (handle) =>
  async (call) =>
    bend(await handle(call), call);

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

/** Bends replies by what the call held. */
export const bendByBody =
  (bend: (reply: Reply, call: WholeCall) => Reply | Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const known = await whole(call);
    return bend(await handle(known), known);
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
