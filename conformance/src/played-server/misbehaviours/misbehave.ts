import { randomBytes } from 'node:crypto';
import type { MockReply, MockStream } from '../../judge/mock-server.ts';
import { Cast } from '../../people/cast.ts';
import { Random } from '../../people/random.ts';
import { decodeMap } from '../../wire/decode.ts';
import { encode } from '../../wire/encode.ts';
import type { HeaderList } from '../../wire/exchange.ts';
import { headerOf } from '../../wire/headers.ts';
import { Instant } from '../../wire/values.ts';
import { membersOf } from './certificates/forgery.ts';
import type { ChosenMisbehaviour } from './misbehaviour.ts';
import { startMisbehaviours } from './parse-misbehaviour.ts';
import { isOfPuppets, PuppetOrganization } from './puppets.ts';

/** Optional parts of a misbehaving server. */
export interface MisbehaveOptions {
  /** Receives the code that the user of a client must choose in a greeting at `puppetLink`. */
  readonly tell?: (text: string) => void;
  /** Receives what was done, each time that the server misbehaves. */
  readonly misbehaved?: (text: string) => void;
  /** Ends the event streams that a misbehaviour or the puppets opened. */
  readonly signal?: AbortSignal;
}

/**
 * Wraps the request handler of a correct server. Its answers are changed by the misbehaviours, and
 * it has one more organization, whose members it plays (`puppetLink`).
 *
 * @example
 * const handle = misbehave(server.handle, [parseMisbehaviour('certificate.signature=broken')]);
 */
export function misbehave<C extends ReadableCall, A extends Answer>(
  handle: MisbehavingHandle<C, A>,
  chosen: readonly ChosenMisbehaviour[],
  { tell = () => undefined, misbehaved, signal }: MisbehaveOptions = {},
): MisbehavingHandle<C, A> {
  const running = startMisbehaviours(chosen, misbehaved);
  const puppets = new PuppetOrganization(running, tell);
  // In other organizations the server has no key of a member. It invents the members.
  const cast = new Cast(new Random(randomBytes(16).toString('hex'), 'invented'));
  return async (call) => {
    const body = await call.body.read(MAX_BODY_BYTES);
    const bytes = typeof body === 'string' ? new Uint8Array() : body;
    const request = { method: call.method, target: call.target, headers: call.headers, body: bytes };
    const command = decodeMap(bytes) ?? {};
    if (isOfPuppets(request)) {
      const { members } = puppets;
      const played = await running.answer(() => puppets.answer(command, request), {
        request,
        command,
        members,
      });
      return answerOf(played, signal) as A;
    }
    const members = membersOf(cast, new Instant(BigInt(Date.now()) * 1000n));
    let answer: A | undefined;
    let honest: MockReply | undefined;
    const act = async (): Promise<MockReply> => {
      answer = await handle({ ...call, body: { read: async () => body } });
      honest = honestReply(answer);
      return honest;
    };
    const changed = await running.answer(act, { request, command, members });
    if (answer !== undefined && changed === honest) return answer;
    if (typeof answer?.body === 'object' && 'end' in answer.body) answer.body.end();
    return { ...answer, ...answerOf(changed, signal) } as A;
  };
}

/** A request with a body that can be read. */
interface ReadableCall {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: { read(limit: number): Promise<Uint8Array | 'too-large' | 'aborted'> };
}

/** A body that goes on until one side ends it. */
interface LiveBody extends AsyncIterable<string> {
  end(): void;
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array | string | LiveBody;
}

/** The request handler of a server without a socket. */
export type MisbehavingHandle<C extends ReadableCall, A extends Answer> = (call: C) => Promise<A>;

/** Longest body that is read, in bytes: more than a server accepts. */
const MAX_BODY_BYTES = 2 << 20;

function honestReply({ status, headers, body }: Answer): MockReply {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return { events: () => undefined };
  const isCommand = headerOf(headers, 'content-type') === 'application/msgpack';
  if (status === 200 && isCommand && body instanceof Uint8Array) {
    const reply = decodeMap(body) ?? {};
    if ('status' in reply) return { reply };
  }
  return { status, headers, body };
}

function answerOf(changed: MockReply, signal: AbortSignal | undefined): Answer {
  // A body that breaks off: a server without a socket has no connection to close.
  if (changed === 'hang up') return { status: 200, headers: [], body: liveBody(({ cut }) => cut()) };
  if ('events' in changed) {
    const body = liveBody(changed.events);
    signal?.addEventListener('abort', () => body.end());
    return { status: 200, headers: [['Content-Type', 'text/event-stream']], body };
  }
  if ('reply' in changed)
    return { status: 200, headers: [['Content-Type', 'application/msgpack']], body: encode(changed.reply) };
  return {
    status: changed.status,
    headers: changed.headers ?? [],
    body: typeof changed.body === 'string' ? Buffer.from(changed.body) : (changed.body ?? new Uint8Array()),
  };
}

/** The body of an answer that a misbehaviour streams. It breaks off with an error if it is cut. */
function liveBody(stream: (stream: MockStream) => void): LiveBody {
  const written: string[] = [];
  let isEnded = false;
  let isCut = false;
  let wake = (): void => undefined;
  const settle = (change: () => void) => (): void => {
    change();
    wake();
  };
  const end = settle(() => {
    isEnded = true;
  });
  stream({
    write: (text) => settle(() => written.push(text))(),
    end,
    cut: settle(() => {
      isCut = true;
    }),
  });
  return {
    end,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (written.length > 0) yield written.shift() ?? '';
        if (isCut) throw new Error('the connection is cut on purpose');
        if (isEnded) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
