import { createServer } from '@parsec-spec/reference-server/core';
import { type Exchange, type ExchangeReply, inProcess } from '@parsec-spec/reference-server/in-process';
import { DateTime, encode } from '@parsec-spec/spec/codec';
import { decodeReply, type Family, families } from '@parsec-spec/spec/commands';
import { fromNotation, type Notation, toNotation } from '@parsec-spec/spec/notation';
import { deviceToken } from '../../../src/judge/rpc.ts';
import { Random } from '../../../src/people/random.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';
import { encode as encodeAsJudge } from '../../../src/wire/encode.ts';
import { Frames } from '../../../src/wire/event-frames.ts';
import { Instant } from '../../../src/wire/values.ts';
import { castValue, makeExampleCast } from './example-cast.ts';

/** A server in the state of a precondition, and the cast with its data. */
export interface ExampleServer {
  /** A command by a member of the cast, with the token of the device or of the invitation. */
  command(family: Family, body: Uint8Array, by?: string): Promise<ExchangeReply>;
  administration(method: string, target: string, body: unknown): Promise<ExchangeReply>;
  /** Opens the event stream of Alice's device. `rest` closes it and returns the unread events. */
  listen(): Promise<{
    readonly next: () => Promise<Notation>;
    readonly rest: () => Promise<readonly string[]>;
  }>;
  /**
   * A value of the cast, as on the wire or as in JSON; undefined until the server has created it.
   */
  cast(name: string, form: 'wire' | 'json'): Notation | undefined;
  /** Stores the values that the server has created. */
  learn(name: string, value: Notation): void;
}

const now = DateTime.of(1_735_689_600_000_000n);
const at = new Instant(now.micros);
const firstToken = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const code = Uint8Array.of(0, 1, 2, 3, 4, 5); // mailed as ABCDEF
const administrationToken = 's3cr3t';

/** Values that the server creates, under the names that the examples use. */
export const madeByServer: readonly string[] = ['invitation_token', 'greeting_attempt'];

/** Puts a new server into the state of a precondition (docs/write-requirements-and-examples.md). */
export async function startExampleServer(given: string): Promise<ExampleServer> {
  const random = new Random('examples');
  let tokens = 0;
  const server = createServer({
    config: { administration_token: administrationToken, debug: given === 'debug' },
    clock: () => now,
    random: (length) =>
      length === 16 && tokens++ === 0 ? firstToken : length === code.length ? code : random.bytes(length),
  });
  const exchange = inProcess(server);
  const script = makeExampleCast(random, firstToken, at);
  const learnt = new Map<string, Notation>();

  const authorization = (family: Family, by: string): readonly [string, string][] => {
    const { authentication } = families[family];
    if (authentication === 'device')
      return [['Authorization', `Bearer ${deviceToken(script.people.person(by).device, at)}`]];
    const token = Object(learnt.get('invitation_token')).$bin as string | undefined;
    return authentication === 'invitation' ? [['Authorization', `Bearer ${token}`]] : [];
  };
  const send = (family: Family, by: string, more: Omit<Exchange, 'target' | 'headers'>) =>
    exchange({
      ...more,
      target: families[family].route.replace('{organization_id}', 'Acme'),
      headers: [
        ['Host', '127.0.0.1:6777'],
        ['Api-Version', apiVersion],
        ['Content-Type', 'application/msgpack'],
        ...authorization(family, by),
      ],
    });
  const self: ExampleServer = {
    command: (family, body, by = 'alice') => send(family, by, { method: 'POST', body }),
    administration: (method, target, body) => {
      const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers: [string, string][] = [
        ['Host', '127.0.0.1:6777'],
        ['Authorization', `Bearer ${administrationToken}`],
        ...(sent === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
      ];
      return exchange({ method, target, headers, ...(sent === undefined ? {} : { body: sent }) });
    },
    listen: async () => {
      const { stream } = await exchange({
        method: 'GET',
        target: '/authenticated/Acme/events',
        headers: [
          ['Host', '127.0.0.1:6777'],
          ['Api-Version', apiVersion],
          ['Accept', 'text/event-stream'],
          ...authorization('authenticated', 'alice'),
        ],
      });
      if (stream === undefined) return fail('no stream was opened');
      return readEvents(stream);
    },
    cast: (name, form) => learnt.get(name) ?? castValue(script, name, form),
    learn: (name, value) => void learnt.set(name, value),
  };
  await establish(self, given, { bootstrap: script.bootstrap.message, ...script.made });
  return self;
}

async function readEvents(stream: AsyncIterable<string> & { end(): void }) {
  const frames = new Frames();
  const pieces = stream[Symbol.asyncIterator]();
  const waiting: string[] = [];
  const take = async (): Promise<boolean> => {
    const { done, value } = await pieces.next();
    if (done !== true) waiting.push(...frames.take(Buffer.from(value)).map(({ data }) => data));
    return done !== true;
  };
  const next = async (): Promise<Notation> => {
    while (waiting.length === 0) if (!(await take())) return fail('the stream has ended');
    const read = decodeReply('events_listen', Buffer.from(waiting.shift() ?? '', 'base64'));
    return read.kind === 'known' ? toNotation(read.reply) : fail('no event');
  };
  const rest = async () => {
    stream.end();
    while (await take());
    return waiting;
  };
  return { next, rest };
}

type Sent = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Steps {
  readonly created?: boolean;
  readonly bootstrapped?: boolean;
  readonly terms?: boolean;
  readonly enrolled?: boolean;
  readonly invited?: boolean;
  readonly joined?: boolean;
  readonly codeSent?: boolean;
}

const bootstrapped = { created: true, bootstrapped: true };
const steps: Readonly<Record<string, Steps>> = {
  empty: {},
  debug: {},
  created: { created: true },
  'created-cast': { created: true },
  bootstrapped,
  'terms-set': { ...bootstrapped, terms: true },
  enrolled: { ...bootstrapped, enrolled: true },
  invited: { ...bootstrapped, invited: true },
  greeting: { ...bootstrapped, invited: true, joined: true },
  'code-sent': { codeSent: true },
};

/** The preconditions that can be established. */
export const knownPreconditions: readonly string[] = Object.keys(steps);

async function establish(on: ExampleServer, given: string, sent: Sent): Promise<void> {
  const todo = steps[given] ?? fail(`there is no precondition \`${given}\``);
  const say = (family: Family, message: Readonly<Record<string, unknown>> | undefined) =>
    expectOk(on.command(family, encodeAsJudge(message)));
  if (todo.created)
    await expectOk(on.administration('POST', '/administration/organizations', { organization_id: 'Acme' }));
  if (todo.bootstrapped) await say('anonymous', sent.bootstrap);
  const tos = { en_US: 'https://example.com/terms' };
  if (todo.terms) await expectOk(on.administration('PATCH', '/administration/organizations/Acme', { tos }));
  if (todo.enrolled) {
    await say('authenticated', sent.bob);
    await say('authenticated', sent.mallory);
  }
  const email = 'zack@example.com';
  if (todo.invited) {
    const invite = { cmd: 'invite_new_user', claimer_email: email, send_email: false };
    const read = decodeReply('invite_new_user', await say('authenticated', invite));
    on.learn('invitation_token', member(read, 'token'));
  }
  if (todo.joined) {
    const user = on.cast('user_id', 'wire') ?? null;
    const claim = { cmd: 'invite_claimer_start_greeting_attempt', greeter: user };
    const read = decodeReply(
      'invite_claimer_start_greeting_attempt',
      await expectOk(on.command('invited', bytesOf(claim))),
    );
    on.learn('greeting_attempt', member(read, 'greeting_attempt'));
    const token = on.cast('invitation_token', 'wire') ?? null;
    await expectOk(
      on.command('authenticated', bytesOf({ cmd: 'invite_greeter_start_greeting_attempt', token })),
    );
  }
  if (todo.codeSent) await say('anonymous_server', { cmd: 'account_create_send_validation_email', email });
}

const member = (read: { readonly kind: string; readonly reply?: unknown }, name: string): Notation =>
  Object(toNotation(read.reply))[name] as Notation;

/** The bytes of a notation, with keys in their written order. */
export const bytesOf = (value: Notation): Uint8Array => encode(fromNotation(value));

async function expectOk(reply: Promise<ExchangeReply>): Promise<Uint8Array> {
  const { status, body } = await reply;
  if (status !== 200) fail(`the precondition failed: ${status} ${Buffer.from(body).toString()}`);
  return body;
}

function fail(message: string): never {
  throw new Error(message);
}
