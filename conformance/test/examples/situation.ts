import { fromNotation, type Notation } from '@parsec-spec/spec/notation';
import { DateTime, encode } from '@parsec-spec/spec/codec';
import { createServer } from '@parsec-spec/reference-server/core';
import { type ExchangeReply, inProcess } from '@parsec-spec/reference-server/in-process';
import { Cast, Random } from '../../src/cast/index.ts';
import { type Founding, makeFounding } from '../../src/certificate/index.ts';
import { deviceToken } from '../../src/judge/device-token.ts';
import { Instant, pack } from '../../src/wire/index.ts';

/** A server in the state of a precondition, and the cast that knows it. */
export interface Situation {
  command(family: string, body: Uint8Array): Promise<ExchangeReply>;
  administration(method: string, target: string, body: unknown): Promise<ExchangeReply>;
  /** A value of the cast: in the notation of the wire, or as JSON holds it. */
  cast(name: string, form: 'wire' | 'json'): Notation;
}

const now = DateTime.of(1_735_689_600_000_000n);
const at = new Instant(now.micros);
const firstToken = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const administrationToken = 's3cr3t';

/** Brings a fresh server into the state of a precondition (spec/README.md). */
export async function situation(given: string): Promise<Situation> {
  const random = new Random('examples');
  let tokens = 0;
  const server = createServer({
    config: { administration_token: administrationToken, debug: given === 'debug' },
    clock: () => now,
    random: (length) => (length === 16 && tokens++ === 0 ? firstToken : random.bytes(length)),
  });
  const cast = new Cast(random);
  const person = cast.person('alice');
  const root = cast.signingKey('root');
  const founding = makeFounding({ token: firstToken, root, person, device: person.device, at });
  const exchange = inProcess(server);

  const administration: Situation['administration'] = (method, target, body) => {
    const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers: [string, string][] = [
      ['Host', '127.0.0.1:6777'],
      ['Authorization', `Bearer ${administrationToken}`],
      ...(sent === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
    ];
    return exchange({ method, target, headers, ...(sent === undefined ? {} : { body: sent }) });
  };
  const command: Situation['command'] = (family, body) => {
    const device = family === 'authenticated' || family === 'tos';
    const token = device ? [['Authorization', `Bearer ${deviceToken(person.device, at)}`] as const] : [];
    return exchange({
      method: 'POST',
      target: routes[family] ?? fail(`the examples know no route of ${family}`),
      headers: [
        ['Host', '127.0.0.1:6777'],
        ['Api-Version', '5.6'],
        ['Content-Type', 'application/msgpack'],
        ...token,
      ],
      body,
    });
  };

  const settle = settled(given);
  if (settle.created)
    await expectOk(administration('POST', '/administration/organizations', { organization_id: 'Acme' }));
  if (settle.bootstrapped) await expectOk(command('anonymous', pack(founding.message)));
  const tos = { en_US: 'https://example.com/terms' };
  if (settle.terms) await expectOk(administration('PATCH', '/administration/organizations/Acme', { tos }));
  return { command, administration, cast: (name, form) => castOf(founding, name, form) };
}

const routes: Readonly<Record<string, string>> = {
  anonymous: '/anonymous/Acme',
  anonymous_server: '/anonymous_server',
  authenticated: '/authenticated/Acme',
  tos: '/authenticated/Acme/tos',
};

interface Steps {
  readonly created?: boolean;
  readonly bootstrapped?: boolean;
  readonly terms?: boolean;
}

const steps: Readonly<Record<string, Steps>> = {
  empty: {},
  debug: {},
  created: { created: true },
  'created-cast': { created: true },
  bootstrapped: { created: true, bootstrapped: true },
  'terms-set': { created: true, bootstrapped: true, terms: true },
};

/** The preconditions that can be brought about. */
export const situations: readonly string[] = Object.keys(steps);

const settled = (given: string): Steps => steps[given] ?? fail(`there is no precondition \`${given}\``);

function castOf({ message, person }: Founding, name: string, form: 'wire' | 'json'): Notation {
  const bytes = message[name];
  if (bytes instanceof Uint8Array) return { $bin: Buffer.from(bytes).toString('hex') };
  const id = person.userId.hex;
  const known: Readonly<Record<string, Notation>> = {
    user_id: form === 'wire' ? { $uuid: id } : id,
    user_email: person.email,
    user_name: person.label,
  };
  return known[name] ?? fail(`the cast has no \`${name}\``);
}

/** The bytes that a notation stands for, keys in the order in which they stand. */
export const bytesOf = (value: Notation): Uint8Array => encode(fromNotation(value));

async function expectOk(reply: Promise<ExchangeReply>): Promise<void> {
  const { status, body } = await reply;
  if (status !== 200) fail(`the precondition failed: ${status} ${Buffer.from(body).toString()}`);
}

function fail(message: string): never {
  throw new Error(message);
}
