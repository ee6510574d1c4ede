import { readDocument } from '@parsec-spec/spec/certificates';
import { bytesOfBase64, bytesOfHex, bytesOfText, hexOf, isTextMap } from '@parsec-spec/spec/codec';
import { type SyncCrypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { type GuardStep, guardSteps, stateChanges } from '../live/explain-request.ts';
import { type Answer, type Call, openScene, storedBody } from '../live/scene.ts';

/** Bytes that a client sealed. */
export interface Sealed {
  /** The type of the document inside, such as `invite_user_data`. */
  readonly type: string;
  readonly content: Notation;
  readonly bytes: number;
}

/** A request of a client and the answer of the server. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly actor: string;
  readonly call: Call;
  readonly answer: Answer;
  /** Whether the server first answered `not_ready`, so that the client repeated the request. */
  readonly waited: boolean;
  readonly guards: readonly GuardStep[];
  /** What differs in the server's state after the request, one line each. */
  readonly stored: readonly string[];
}

/** A short code that one person reads out and the other one finds among others. */
export interface SpokenCode {
  readonly kind: 'spoken';
  readonly actor: string;
  readonly to: string;
  readonly code: string;
  readonly choices: readonly string[];
}

/** A file that a client seals under a key of the password and keeps. */
export interface KeptFile {
  readonly kind: 'kept';
  readonly actor: string;
  readonly content: Notation;
}

/** What happened in a journey, in its order. */
export type JourneyEvent = Exchange | SpokenCode | KeptFile;

/** The time at which the story begins, in microseconds. */
const START = 1_767_261_600_000_000n;
/** Each request is one second later. */
const SECOND = 1_000_000n;

export const serverUrl = 'http://127.0.0.1:6777/';

/** What records a story. */
export type Recorder = Awaited<ReturnType<typeof openRecorder>>;

/** Records what clients and server do, with a clock and random values of its own. */
export async function openRecorder() {
  const server = await openScene({
    options: {},
    before: [],
    request: { at: String(START), method: 'GET', target: '/', headers: [], body: '' },
    keys: [],
  });
  let micros = START;
  let events: JourneyEvent[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const sealed = new Map<string, Sealed>();
  const passwordKeys = new Set<string>();
  /** Seeds of signing keys, in hexadecimal. */
  const seeds = new Set<string>();
  /** Other keys that no server may learn, in hexadecimal. */
  const secrets = new Set<string>();
  /** The bodies that clients and server sent, in hexadecimal. */
  const sent: string[] = [];
  let changed = 0;
  let drawn = 0;

  const exchange = async (actor: string, call: Call): Promise<Answer> => {
    const before = await server.stateFor(call);
    const answer = await server.answer(call);
    const stored = stateChanges(before, await server.stateFor(call));
    if (stored.length > 0) changed += 1;
    sent.push(hexOf(bytesOfBase64(call.body)), hexOf(answer.body));
    const guards = guardSteps(call, answer, []);
    const at = events.findIndex(
      (event) =>
        event.kind === 'exchange' &&
        event.actor === actor &&
        event.call.body === call.body &&
        isWaiting(event),
    );
    const earlier = events[at];
    if (earlier?.kind !== 'exchange')
      events.push({ kind: 'exchange', actor, call, answer, waited: false, guards, stored });
    else {
      const answered = { ...earlier, answer, waited: true };
      // What only waits is shown where its answer arrives, after the half that it waited for.
      if (onlyWaits(call)) events = [...events.toSpliced(at, 1), answered];
      else events[at] = answered;
    }
    return answer;
  };

  /** What a client on a machine needs: its transport, its clock and its cryptography. */
  const clientOn = (actor: string) => {
    let seen = 0;
    const randomBytes = (length: number): Uint8Array =>
      syncCrypto.blake2b(bytesOfText(`random ${drawn++}`), { size: length });
    const crypto: SyncCrypto = {
      ...syncCrypto,
      randomBytes,
      sign: (seed, message) => {
        seeds.add(hexOf(seed));
        return syncCrypto.sign(seed, message);
      },
      x25519: (key, peer) => {
        secrets.add(hexOf(key));
        return syncCrypto.x25519(key, peer);
      },
      publicKeyOf: (key) => {
        secrets.add(hexOf(key));
        return syncCrypto.publicKeyOf(key);
      },
      argon2id: async (password, parameters) => {
        const key = await syncCrypto.argon2id(password, parameters);
        passwordKeys.add(hexOf(key));
        return key;
      },
      secretboxSeal: (key, nonce, plain) => {
        const box = syncCrypto.secretboxSeal(key, nonce, plain);
        const read = readDocument(plain);
        const content = read.ok ? toNotation(read.document) : null;
        const type = read.ok && isTextMap(read.document) ? String(read.document.type) : '';
        if (passwordKeys.has(hexOf(key))) events.push({ kind: 'kept', actor, content });
        else sealed.set(hexOf(box), { type, content, bytes: box.length });
        secrets.add(hexOf(key));
        return box;
      },
    };
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { method, url, headers, body } = await outgoing(input, init);
      const { pathname, search } = new URL(url);
      const answer = turn
        .then(() => {
          micros += SECOND;
          const at = String(micros);
          return exchange(actor, { at, method, target: pathname + search, headers, body: storedBody(body) });
        })
        .then((answer) => {
          seen = changed;
          return answer;
        });
      turn = answer;
      const { status, headers: given, body: bytes } = await answer;
      return new Response(Uint8Array.from(bytes), {
        status,
        headers: given.map(([name, value]) => [name, value]),
      });
    };
    /** Waits until the server's state has changed since the last answer, instead of some time. */
    const sleep = async (): Promise<void> => {
      for (let turns = 0; changed === seen && turns < MAX_TURNS; turns++)
        await new Promise((resolve) => setImmediate(resolve));
    };
    return {
      environment: { crypto, transport: { fetch }, now: () => new Date(Number(micros / 1000n)) },
      // Nobody looks at an attempt while a person chooses: how often would depend on the machine.
      pace: { sleep, lookMs: 600_000 },
    };
  };

  return {
    clientOn,
    /** What clients sealed and sent, by its bytes in hexadecimal. */
    sealed,
    signingKeys: () => [...seeds].map(bytesOfHex),
    /** @throws Error if a secret of a client is in a body that it or the server sent */
    checkSecrets: (): void => {
      for (const secret of [...seeds, ...secrets])
        if (sent.some((body) => body.includes(secret))) throw new Error('a secret was sent in the clear');
    },
    note: (event: SpokenCode): void => {
      events.push(event);
    },
    /** The events since the last call. */
    take: (): readonly JourneyEvent[] => {
      const own = events;
      events = [];
      return own;
    },
  };
}

/** After so many turns of the event loop, a client that waits asks again. */
const MAX_TURNS = 1_000_000;

const isWaiting = ({ answer }: Exchange): boolean =>
  hexOf(answer.body).includes(hexOf(bytesOfText('not_ready')));

/** Whether a request is a half of a greeting that sends nothing to the other side. */
const onlyWaits = ({ body }: Call): boolean =>
  /NUMBER_[1-8]_(GET|WAIT)_/.test(new TextDecoder().decode(bytesOfBase64(body)));

async function outgoing(input: Parameters<typeof fetch>[0], init: Parameters<typeof fetch>[1]) {
  const request = new Request(input, init);
  const headers = [...request.headers].map(([name, value]): [string, string] => [name, value]);
  const { method, url } = request;
  return {
    method,
    url,
    headers: [['host', '127.0.0.1:6777'], ...headers] as [string, string][],
    body: new Uint8Array(await request.arrayBuffer()),
  };
}
