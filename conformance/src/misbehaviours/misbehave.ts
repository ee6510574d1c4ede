import type { Fields } from '../case/expect.ts';
import type { MockReply } from '../case/mock-server.ts';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { HeaderList } from '../wire/exchange.ts';
import type { ChosenMisbehaviour } from './misbehaviour.ts';
import { applyMisbehaviours } from './parse.ts';

/** A request with a body that can be read. */
interface ReadableCall {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: { read(limit: number): Promise<Uint8Array | 'too-large' | 'aborted'> };
}

/** An answer. A body that is neither bytes nor text is a stream, which stays as it is. */
interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array | string | object;
}

/** The request handler of a server without a socket. */
export type MisbehavingHandle<C extends ReadableCall, A extends Answer> = (call: C) => Promise<A>;

/** Longest body that is read, in bytes: more than a server accepts. */
const MAX_BODY_BYTES = 2 << 20;

/**
 * Wraps the request handler of a correct server. Its answers are changed by the misbehaviours.
 *
 * @example
 * const handle = misbehave(server.handle, [parseMisbehaviour('certificate.signature=broken')]);
 */
export function misbehave<C extends ReadableCall, A extends Answer>(
  handle: MisbehavingHandle<C, A>,
  chosen: readonly ChosenMisbehaviour[],
): MisbehavingHandle<C, A> {
  const change = applyMisbehaviours(chosen);
  return async (call) => {
    const body = await call.body.read(MAX_BODY_BYTES);
    const known = { ...call, body: { read: async () => body } };
    const answer = await handle(known);
    const bytes = typeof body === 'string' ? new Uint8Array() : body;
    const request = { method: call.method, target: call.target, headers: call.headers, body: bytes };
    const honest = honestReply(answer);
    const changed = change(honest, { request, command: commandIn(bytes) });
    return changed === honest ? answer : ({ ...answer, ...answerOf(changed) } as A);
  };
}

function honestReply({ status, headers, body }: Answer): MockReply {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return { events: () => undefined };
  const isCommand = headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && value === 'application/msgpack',
  );
  if (status === 200 && isCommand && body instanceof Uint8Array) {
    const reply = fieldsIn(body);
    if (reply !== undefined) return { reply };
  }
  return { status, headers, body };
}

function answerOf(changed: MockReply): Answer {
  // No misbehaviour of the table hangs up or makes a stream.
  if (typeof changed === 'string' || 'events' in changed) return { status: 502, headers: [], body: '' };
  if ('reply' in changed)
    return { status: 200, headers: [['Content-Type', 'application/msgpack']], body: encode(changed.reply) };
  return {
    status: changed.status,
    headers: changed.headers ?? [],
    body: typeof changed.body === 'string' ? Buffer.from(changed.body) : (changed.body ?? new Uint8Array()),
  };
}

function fieldsIn(bytes: Uint8Array): Fields | undefined {
  try {
    const value = decode(bytes);
    return value !== null && typeof value === 'object' ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

const commandIn = (bytes: Uint8Array): Fields => fieldsIn(bytes) ?? {};
