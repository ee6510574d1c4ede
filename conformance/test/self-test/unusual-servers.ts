import type { Call, Handle, LiveBody, Mutant, Reply } from '@parsec-spec/reference-server/core';
import { respell, type Spelling } from './respell.ts';

/** An unusual but valid treatment of replies. Stream frames arrive one or more at a time. */
interface Manner {
  readonly reply?: (reply: Reply, call: Call) => Reply;
  readonly frames?: (frames: string) => string;
}

function unusual(name: string, { reply: change = (same) => same, frames = (same) => same }: Manner): Mutant {
  const wrap =
    (handle: Handle): Handle =>
    async (call) => {
      const reply = change(await handle(call), call);
      const { body } = reply;
      return typeof body === 'string' || body instanceof Uint8Array
        ? reply
        : { ...reply, body: retold(body, frames) };
    };
  // No requirement is broken. The type needs one, but no test reads it.
  return { name, requirement: 'transport/content-type-is-msgpack', wrap };
}

/** A stream with its frames re-encoded. */
function retold(body: LiveBody, frames: (text: string) => string): LiveBody {
  return {
    end: () => body.end(),
    [Symbol.asyncIterator]: async function* () {
      for await (const item of body) yield frames(item);
    },
  } as LiveBody;
}

const spelt = (spelling: Spelling): Manner => ({
  reply: (reply) =>
    reply.status === 200 && reply.body instanceof Uint8Array && reply.body.length > 0
      ? { ...reply, body: respell(reply.body, spelling) }
      : reply,
  frames: (text) =>
    text.replace(
      /^data:([^\n]+)/gm,
      (_, data: string) =>
        `data:${Buffer.from(respell(Buffer.from(data, 'base64'), spelling)).toString('base64')}`,
    ),
});

const json = (change: (text: string) => string): Manner => ({
  reply: (reply) =>
    typeof reply.body === 'string' && reply.body.startsWith('{')
      ? { ...reply, body: change(reply.body) }
      : reply,
});

const headers = (change: (name: string) => string): Manner => ({
  reply: (reply) => ({
    ...reply,
    headers: reply.headers.map(([name, value]) => [change(name), value] as const),
  }),
});

/**
 * A correct server that differs from the reference server in every compatible way, because each
 * variant costs a whole run.
 */
export const unusualServer: readonly Mutant[] = [
  unusual(
    'msgpack in its longest forms, fields in another order, and unknown fields',
    spelt({ wide: true, reversed: true, extended: true }),
  ),
  unusual(
    'JSON over several lines',
    json((text) => JSON.stringify(JSON.parse(text), undefined, 2)),
  ),
  unusual(
    'headers in lower case',
    headers((name) => name.toLowerCase()),
  ),
  unusual('lines of streams that end in CR LF, blanks, comments', {
    frames: (text) => `: hello\n${text.replace(/^(\w+):/gm, '$1: ')}`.replaceAll('\n', '\r\n'),
  }),
];

/** The same, limited to headers and streams. */
export const unusualStreams: readonly Mutant[] = [
  unusual(
    'headers in upper case',
    headers((name) => name.toUpperCase()),
  ),
  unusual('lines of streams that end in CR', { frames: (text) => text.replaceAll('\n', '\r') }),
];
