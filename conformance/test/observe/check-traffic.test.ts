import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import { History } from '../../src/observe/history.ts';
import type { TimedExchange } from '../../src/observe/recording.ts';
import { hexOf, type ObservedExchange, readTraffic } from '../../src/observe/traffic.ts';
import { type BootstrapParts, makeBootstrap } from '../../src/people/bootstrap.ts';
import { Cast } from '../../src/people/cast.ts';
import { readCertificate } from '../../src/people/certificates.ts';
import { Random } from '../../src/people/random.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { encode } from '../../src/wire/encode.ts';
import { eventOf, Frames } from '../../src/wire/event-frames.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Float64 } from '../../src/wire/raw-values.ts';
import { type Fields, Instant } from '../../src/wire/values.ts';
import { alterFirst, alterStep, type Change, repeatAtEnd, type Select } from './alter-traffic.ts';
import { honestJourney, type Journey } from './honest-journey.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await honestJourney();
});
afterAll(() => journey?.remove());

const cast = new Cast(new Random('observe'));
const command =
  (name: string, status = 'ok'): Select =>
  ({ command: cmd, replyStatus }) =>
    cmd === name && replyStatus === status;
const step =
  (role: 'greeter' | 'claimer', number: string, status = 'ok'): Select =>
  ({ request, replyStatus }) => {
    const half = request?.[`${role}_step`] as { step?: string } | undefined;
    return half?.step?.replace('NUMBER_', '').startsWith(number) === true && replyStatus === status;
  };
const stream: Select = ({ route, exchange }) => route === 'events' && exchange.durationMs > 100;
const refused: Select = ({ exchange, command: cmd }) => exchange.status === 461 && cmd !== '';
const lists: Select = ({ command: cmd, reply }) =>
  cmd === 'certificate_get' && ((reply?.common_certificates as unknown[]) ?? []).length > 2;
const bytesOf = (value: unknown) => value as readonly Uint8Array[];
const half = (role: string, change: object): Change => ({
  request: (fields) => ({
    ...fields,
    [`${role}_step`]: { ...(fields[`${role}_step`] as object), ...change },
  }),
});
const peerHalf = (role: string, change: object): Change => ({
  reply: (fields) => ({
    ...fields,
    [`${role}_step`]: { ...(fields[`${role}_step`] as object), ...change },
  }),
});
const served = (change: (list: readonly Uint8Array[]) => readonly Uint8Array[]): Change => ({
  reply: (fields) => ({ ...fields, common_certificates: change(bytesOf(fields.common_certificates)) }),
});
const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const detail = (status: number): Change => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: () => Buffer.from('{"detail":"no"}'),
});
/** A bootstrap of another organization, and whether the server accepts it. */
const bootstrap = (
  parts: Partial<BootstrapParts> | (() => Partial<BootstrapParts>),
  status = 'ok',
  change: Change = {},
): Case['make'] => {
  const person = cast.person('alice');
  return (traffic) =>
    repeatAtEnd(traffic, command('organization_bootstrap'), ({ exchange }) => ({
      ...change,
      target: '/anonymous/Third',
      request: () =>
        makeBootstrap({
          ...{ person, device: person.device, token: null, root: cast.signingKey('root') },
          at: new Instant(BigInt(Date.parse(exchange.header('date') ?? '')) * 1000n),
          ...(typeof parts === 'function' ? parts() : parts),
        }).message,
      reply: () => ({ status }),
    }));
};

/** A fault that breaks one rule of one side. */
interface Case {
  readonly side: 'client' | 'server';
  readonly rule: string;
  /** Rules that the fault necessarily breaks too, with their side. */
  readonly also?: readonly string[];
  readonly make: (traffic: readonly TimedExchange[]) => {
    readonly traffic: readonly TimedExchange[];
    readonly number: number;
  };
}

const first =
  (select: Select, change: Parameters<typeof alterFirst>[2]): Case['make'] =>
  (traffic) =>
    alterFirst(traffic, select, change);
const everyStep =
  (role: 'greeter' | 'claimer', index: string, change: Change): Case['make'] =>
  (traffic) =>
    alterStep(traffic, role, index, change);
const again =
  (select: Select, change?: Parameters<typeof repeatAtEnd>[2]): Case['make'] =>
  (traffic) =>
    repeatAtEnd(traffic, select, change);
const of = (side: Case['side'], rule: string, make: Case['make'], also: readonly string[] = []): Case => ({
  side,
  rule,
  make,
  also,
});
const client = of.bind(undefined, 'client');
const server = of.bind(undefined, 'server');

const tokenOf = (exchange: ObservedExchange['exchange'] | undefined): string =>
  exchange?.request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
const otherSignature = (token: string): string =>
  token.replace(
    /\.([\w-])([\w-]+==)$/,
    (_, one: string, rest: string) => `.${one === 'A' ? 'B' : 'A'}${rest}`,
  );
const hasLastId = (exchange: ObservedExchange['exchange']): boolean =>
  exchange.request.headers.some(([name]) => name.toLowerCase() === 'last-event-id');

/** Moves an exchange so that it ends just before another one begins. */
function moveBefore(traffic: readonly TimedExchange[], select: Select, before: Select) {
  const { number } = alterFirst(traffic, before, {});
  const altered = alterFirst(traffic, select, ({ startedAt }, all) => ({
    later: (all[number - 1]?.startedAt ?? 0) - startedAt - 0.001,
    durationMs: 0.0005,
  }));
  return { ...altered, number };
}

/** Contradictions of a bootstrap, each with the end of the requirement. */
const invalidBootstraps: readonly (readonly [string, Partial<BootstrapParts>])[] = [
  ['user-certificate-decodes', { userCertificate: { document: () => Uint8Array.of(0xc1) } }],
  ['device-certificate-signed-by-root', { deviceCertificate: { signedBy: cast.signingKey('stranger') } }],
  ['author-is-root', { deviceFields: { author: cast.device('x').id } }],
  ['first-user-is-admin', { user: { profile: 'STANDARD' } }],
  ['one-timestamp', { deviceFields: { timestamp: new Instant(BigInt(Date.now()) * 1000n) } }],
  ['one-user', { deviceFields: { user_id: cast.person('bob').userId } }],
  ['redacted-user-has-no-handle', { redactedUserCertificate: { fields: { human_handle: ['a@b.c', 'A'] } } }],
  ['redacted-device-has-no-label', { redactedDeviceCertificate: { fields: { device_label: 'label' } } }],
  ['redacted-user-same-profile', { redactedUserCertificate: { fields: { profile: 'STANDARD' } } }],
  [
    'redacted-user-same-public-key',
    { redactedUserCertificate: { fields: { public_key: new Uint8Array(32) } } },
  ],
  [
    'redacted-device-same-verify-key',
    { redactedDeviceCertificate: { fields: { verify_key: new Uint8Array(32) } } },
  ],
  ['redacted-device-same-purpose', { redactedDeviceCertificate: { fields: { purpose: 'SHAMIR_RECOVERY' } } }],
  ['user-certificate-not-redacted', { userCertificate: { fields: { human_handle: null } } }],
];

/** The traffic, in which the first greeter cancels its attempt at the end. */
const cancelled = (traffic: readonly TimedExchange[]) =>
  repeatAtEnd(traffic, step('greeter', '4'), ({ request }) => ({
    request: () => ({
      cmd: 'invite_greeter_cancel_greeting_attempt',
      greeting_attempt: request?.greeting_attempt,
      reason: 'MANUALLY_CANCELLED',
    }),
    reply: () => ({ status: 'ok' }),
  }));

/** Moves the clock of the server in an exchange. */
const dated =
  (ms: number) =>
  ({ exchange }: ObservedExchange): Change => ({
    headers: { date: new Date(Date.parse(exchange.header('date') ?? '') + ms).toUTCString() },
  });

/** The token of the first device of a user, by the name in the journey. */
const tokenOfUser = (name: string, all: readonly ObservedExchange[]): string => {
  const creations = all.filter((one) => command('user_create')(one, all));
  const creation = creations[name === 'bob' ? 0 : 1];
  const next = all.find(
    (one) =>
      one.command === 'certificate_get' &&
      one.number > (creation?.number ?? 0) &&
      one.token?.device !== creation?.token?.device,
  );
  return tokenOf(next?.exchange);
};

/** A command of an administrator at the end, with the token of another user. */
function byOther(name: string, select: Select): Case['make'] {
  return (traffic) => {
    const all = readTraffic(traffic);
    const update = all.find((one) => one.command === 'user_update');
    const before = all.filter((one) => one.number < (update?.number ?? 0));
    return repeatAtEnd(before, select, () => ({ sentHeaders: { authorization: tokenOfUser(name, before) } }));
  };
}

/**
 * A refused command at the end with other certificates of the traffic.
 *
 * @param change - gets the honest fields, those of the change of a profile, and of the creations
 */
function withOthers(name: string, change: (honest: Fields, all: readonly Fields[]) => Fields): Case['make'] {
  return (traffic) => {
    const all = readTraffic(traffic);
    const others = ['user_update', 'user_create'].flatMap((other) =>
      all.filter((one) => command(other)(one, all)).map(({ request = {} }) => request),
    );
    return repeatAtEnd(traffic, command(name), {
      request: (fields) => ({ ...fields, ...change(fields, others) }),
      reply: () => ({ status: 'invalid_certificate' }),
    });
  };
}

/** The first request for certificates that was answered with redacted ones. */
const byProfile =
  (_profile: 'OUTSIDER'): Select =>
  (observed, all) =>
    observed.command === 'certificate_get' &&
    observed.replyStatus === 'ok' &&
    tokenOf(observed.exchange).includes(`.${tokenOfUser('mallory', all).split('.')[1]}.`);

const outOfBallpark = (fields: object): Case['make'] =>
  again(command('user_revoke'), ({ request }) => ({
    reply: () => ({
      status: 'timestamp_out_of_ballpark',
      ballpark_client_early_offset: new Float64(300),
      ballpark_client_late_offset: new Float64(320),
      server_timestamp: new Instant(1n),
      client_timestamp: readCertificate(request?.revoked_user_certificate as Uint8Array, new Uint8Array(32))
        .content.timestamp,
      ...fields,
    }),
  }));

const framesOf = (body: Uint8Array): readonly string[] =>
  Buffer.from(body)
    .toString('utf8')
    .split(/(?<=\n\n)/);
const withoutFirstFrame = (body: Uint8Array) => Buffer.from(framesOf(body).slice(1).join(''));
const withFrame = (body: Uint8Array, frame: string) => Buffer.from(`${framesOf(body).join('')}${frame}`);
const lastFrame = (body: Uint8Array): string =>
  framesOf(body).findLast((frame) => frame.includes('id:')) ?? '';

/** The stream is open for long before and after the other exchanges, and lacks some events. */
function longStream(traffic: readonly TimedExchange[], missing: string) {
  const isKept = (frame: string): boolean =>
    new Frames().take(Buffer.from(frame)).every(({ data }) => eventOf(data)?.event !== missing);
  const altered = alterFirst(traffic, stream, {
    body: (body) => Buffer.from(framesOf(body).filter(isKept).join('')),
    later: -20_000,
    durationMs: 60_000,
  });
  return { traffic: altered.traffic, number: 1 };
}

const cases: readonly Case[] = [
  // Requests of a client.
  client(
    'client-transport/sends-api-version',
    first(command('certificate_get'), {
      sentHeaders: { 'api-version': '5' },
      ...detail(422),
      headers: { 'supported-api-versions': apiVersion },
    }),
  ),
  client(
    'client-transport/sends-api-version',
    first(command('certificate_get'), {
      sentHeaders: { 'api-version': '6.0' },
      ...detail(422),
      headers: { 'supported-api-versions': apiVersion },
    }),
  ),
  client(
    'client-transport/sends-content-type',
    first(command('invite_list'), { sentHeaders: { 'content-type': 'application/msgpack; charset=utf-8' } }),
  ),
  client('client-transport/sends-accept', first(stream, { sentHeaders: { accept: '*/*' } }), [
    'server transport/accept-is-event-stream',
  ]),
  client(
    'client-transport/sends-authorization',
    first(command('certificate_get'), { sentHeaders: { authorization: null }, ...detail(401) }),
  ),
  client(
    'client-transport/names-itself',
    first(command('invite_list'), { sentHeaders: { 'user-agent': 'x' } }),
  ),
  client(
    'authentication/client-token-form',
    first(command('invite_list'), ({ exchange }) => ({
      sentHeaders: { authorization: tokenOf(exchange).replace(/\.(\d+)\./, '.$1.5.') },
      ...detail(401),
    })),
  ),
  client(
    'authentication/client-token-form',
    first(command('invite_list'), ({ exchange }) => ({
      sentHeaders: { authorization: tokenOf(exchange).replace(/=+$/, '') },
      ...detail(401),
    })),
  ),
  client(
    'authentication/client-token-form',
    first(command('invite_list'), ({ exchange }) => ({
      sentHeaders: { authorization: otherSignature(tokenOf(exchange)) },
      ...detail(403),
    })),
  ),
  client(
    'encoding/instant-is-ext-1',
    first(command('tos_accept'), { request: (fields) => ({ ...fields, tos_updated_on: 1.5 }) }),
  ),
  client(
    'encoding/identifier-is-ext-2',
    first(command('invite_claimer_start_greeting_attempt'), {
      request: (fields) => ({ ...fields, greeter: String(fields.greeter) }),
    }),
  ),
  client(
    'encoding/token-is-bin-16',
    first(command('invite_greeter_start_greeting_attempt'), {
      request: (fields) => ({ ...fields, token: hexOf(fields.token) }),
    }),
  ),
  client(
    'encoding/enumerations-upper-case',
    again(step('greeter', '0'), ({ request }) => ({
      request: () => ({
        cmd: 'invite_greeter_cancel_greeting_attempt',
        greeting_attempt: request?.greeting_attempt,
        reason: 'manually_cancelled',
      }),
      reply: () => ({ status: 'ok' }),
    })),
  ),
  client(
    'keys/sizes-in-client',
    everyStep('claimer', '1', half('claimer', { hashed_nonce: new Uint8Array(31) })),
    ['client client-greeting/nonce-hash-checked', 'server greeting/full-run-relays'],
  ),
  client('greeting/step-words', everyStep('claimer', '4', half('claimer', { step: 'NUMBER_4_TRUST' })), [
    'server greeting/no-half-ahead',
    'server greeting/step-in-order',
  ]),
  client(
    'greeting/step-5-is-5',
    everyStep('greeter', '5', half('greeter', { step: 'NUMBER_5_SIGNIFY_TRUST' })),
    [
      'client greeting/step-words',
      'client client-greeting/creation-after-codes',
      'server greeting/no-half-ahead',
      'server greeting/step-in-order',
    ],
  ),
  client(
    'certificates/envelope',
    again(command('user_revoke'), {
      request: (fields) => ({ ...fields, revoked_user_certificate: new Uint8Array(70) }),
      reply: () => ({ status: 'invalid_certificate' }),
    }),
    ['client client-certificates/revocation-is-coherent'],
  ),
  client(
    'client-certificates/revocation-is-coherent',
    withOthers('user_revoke', (_, [update]) => ({
      revoked_user_certificate: update?.user_update_certificate,
    })),
  ),
  client(
    'client-certificates/creation-is-coherent',
    withOthers('user_create', (_, [, , other]) => ({
      device_certificate: other?.device_certificate,
      redacted_device_certificate: other?.redacted_device_certificate,
    })),
  ),
  ...(['user', 'device'] as const).flatMap((kind) => [
    client(
      'client-certificates/redacted-hides-names',
      withOthers('user_create', (fields) => ({
        [`redacted_${kind}_certificate`]: fields[`${kind}_certificate`],
      })),
    ),
    client(
      'client-certificates/redacted-hides-names',
      withOthers('user_create', (fields) => ({
        [`${kind}_certificate`]: fields[`redacted_${kind}_certificate`],
      })),
    ),
  ]),
  client(
    'keys/boxes-interoperate',
    again(command('user_revoke'), {
      request: (fields) => ({
        ...fields,
        revoked_user_certificate: flipped(fields.revoked_user_certificate as Uint8Array, 3),
      }),
      reply: () => ({ status: 'invalid_certificate' }),
    }),
    ['client client-certificates/revocation-is-coherent'],
  ),
  ...(['user_certificate', 'device_certificate'] as const).map((type) =>
    client(
      `${type}/fields`,
      bootstrap(
        type === 'user_certificate'
          ? { user: { public_key: new Uint8Array(31) } }
          : { deviceFields: { verify_key: new Uint8Array(31) } },
        'invalid_certificate',
      ),
    ),
  ),
  client(
    'sequester_authority_certificate/fields',
    bootstrap(
      { sequester: new Uint8Array(50), sequesterCertificate: { fields: { verify_key_der: null } } },
      'invalid_certificate',
    ),
  ),
  client(
    'organization_bootstrap/client-fresh-root-key',
    again(command('organization_bootstrap'), {
      target: '/anonymous/Third',
      reply: () => ({ status: 'invalid_bootstrap_token' }),
    }),
  ),
  client('client-keys/device-has-own-keys', (traffic) => {
    const [device] = new History(readTraffic(traffic)).uploads.filter(
      ({ type }) => type === 'device_certificate',
    );
    const verify_key = device?.content.verify_key as Uint8Array;
    return bootstrap({ deviceFields: { verify_key } })(traffic);
  }),
  ...(['root', 'device', 'user'] as const).map((kind) =>
    client(
      'organization_bootstrap/client-keeps-private-keys',
      bootstrap(() => {
        const { privateKey, device } = cast.person('alice');
        const keys = { root: cast.signingKey('root').seed, device: device.key.seed, user: privateKey.bytes };
        return { command: { note: keys[kind] } };
      }),
    ),
  ),
  client(
    'terms-of-service/client-accepts-only-shown-terms',
    first(command('tos_accept'), {
      request: (fields) => ({ ...fields, tos_updated_on: (fields.tos_updated_on as Instant).plus(1) }),
    }),
  ),
  client('events/client-reconnects', (traffic) =>
    alterFirst(traffic, ({ route, exchange }) => route === 'events' && hasLastId(exchange), {
      sentHeaders: { 'last-event-id': 'f'.repeat(32) },
    }),
  ),
  client('events/client-fetches-what-it-missed', (traffic) => {
    const { number, traffic: altered } = alterFirst(traffic, stream, {
      body: (body) => Buffer.concat([body, Buffer.from('event:missed_events\ndata:\n\n')]),
      durationMs: 1,
    });
    const [missed] = readTraffic(altered).filter((one) => one.number === number);
    const isRefetch = (one: ObservedExchange) =>
      one.command === 'certificate_get' && one.token?.device === missed?.token?.device && one.number > number;
    return { number, traffic: readTraffic(altered).filter((one) => !isRefetch(one)) };
  }),
  // Greetings, both sides.
  client(
    'client-greeting/nonce-hash-checked',
    everyStep('claimer', '3', half('claimer', { claimer_nonce: new Uint8Array(64) })),
    ['server greeting/full-run-relays'],
  ),
  client(
    'client-greeting/nonce-hash-checked',
    (traffic) => {
      const altered = alterFirst(
        traffic,
        step('greeter', '3'),
        peerHalf('claimer', { claimer_nonce: new Uint8Array(64) }),
      );
      const next: Select = (one) => step('greeter', '4', one.replyStatus)(one, []);
      return { traffic: altered.traffic, number: alterFirst(altered.traffic, next, {}).number };
    },
    ['server greeting/full-run-relays'],
  ),
  client(
    'client-greeting/creation-after-codes',
    (traffic) => moveBefore(traffic, command('user_create'), step('greeter', '4')),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  client('client-greeting/confirmation-after-creation', (traffic) => {
    const refusal = { reply: () => ({ status: 'active_users_limit_reached' }) };
    const next: Select = (one) => step('greeter', '7', one.replyStatus)(one, []);
    return {
      traffic: alterFirst(traffic, command('user_create'), refusal).traffic,
      number: alterFirst(traffic, next, {}).number,
    };
  }),
  server('greeting/step-words', first(step('greeter', '0'), peerHalf('claimer', { step: 'NUMBER_0_WAIT' })), [
    'server greeting/full-run-relays',
    'server transport/handled-command-is-200',
  ]),
  server(
    'greeting/step-5-is-5',
    first(step('claimer', '5'), peerHalf('greeter', { step: 'NUMBER_5_SIGNIFY_TRUST' })),
    [
      'server greeting/step-words',
      'server greeting/full-run-relays',
      'server transport/handled-command-is-200',
    ],
  ),
  server(
    'greeting/full-run-relays',
    first(step('claimer', '7'), peerHalf('greeter', { greeter_payload: new Uint8Array(80) })),
  ),
  server(
    'greeting/no-half-ahead',
    // The side that submits step 0 first has to wait. Its exchange may overlap with that of the peer.
    first(
      (one) => step('claimer', '0', 'not_ready')(one, []) || step('greeter', '0', 'not_ready')(one, []),
      ({ route }) => ({
        durationMs: 0,
        reply: () => ({
          status: 'ok',
          [route === 'invited' ? 'greeter_step' : 'claimer_step']: {
            step: 'NUMBER_0_WAIT_PEER',
            public_key: new Uint8Array(32),
          },
        }),
      }),
    ),
    ['server greeting/full-run-relays', 'server greeting/same-half-again'],
  ),
  server(
    'greeting/step-in-order',
    (traffic) => {
      const all = readTraffic(traffic);
      const chosen = all.find((one) => step('greeter', '1')(one, all));
      const isEarlier = (one: ObservedExchange) =>
        step('greeter', '0', one.replyStatus)(one, all) &&
        String(one.request?.greeting_attempt) === String(chosen?.request?.greeting_attempt);
      const rest = all.filter((one) => !isEarlier(one));
      return { traffic: rest, number: alterFirst(rest, step('greeter', '1'), {}).number };
    },
    ['server greeting/no-half-ahead'],
  ),
  server(
    'greeting/other-half-refused',
    again(step('greeter', '0'), half('greeter', { public_key: new Uint8Array(32) })),
    [],
  ),
  server('greeting/same-half-again', again(step('greeter', '4'), { reply: () => ({ status: 'not_ready' }) })),
  server('greeting/restart-gives-new-attempt', again(command('invite_greeter_start_greeting_attempt')), [
    'server invite_greeter_start_greeting_attempt/invitation-not-completed',
  ]),
  server('greeting/cancelled-is-told', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, step('greeter', '4')),
  ),
  server('greeting/cancelled-is-told', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, step('greeter', '4'), {
      reply: () => ({
        status: 'greeting_attempt_cancelled',
        origin: 'GREETER',
        reason: 'INVALID_SAS_CODE',
        timestamp: new Instant(0n),
      }),
    }),
  ),
  server('greeting/first-cancel-counts', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, command('invite_greeter_cancel_greeting_attempt')),
  ),
  server('greeting/steps-need-5-2', again(step('greeter', '4'), { sentHeaders: { 'api-version': '5.1' } })),
  // Answers of a server.
  server(
    'transport/handled-command-is-200',
    first(command('invite_list'), { reply: () => ({ status: 'whatever' }) }),
  ),
  server(
    'transport/handled-command-is-200',
    first(command('invite_list'), { reply: () => ({ status: 'ok' }) }),
  ),
  server(
    'transport/handled-command-is-200',
    first(command('invite_list'), { body: () => Buffer.from('oops') }),
  ),
  server(
    'transport/handled-command-is-200',
    first(command('invite_list'), { status: 500, body: () => Buffer.from('oops') }),
  ),
  server(
    'transport/reply-is-msgpack',
    first(command('invite_list'), { headers: { 'content-type': 'text/plain' } }),
  ),
  server('transport/refusal-is-json', first(refused, { body: () => Buffer.from('no') })),
  server(
    'versioning/reply-names-own-version',
    first(command('invite_list'), { headers: { 'api-version': null } }),
  ),
  server(
    'versioning/reply-names-own-version',
    again(command('invite_list'), { headers: { 'api-version': '5.0' } }),
  ),
  server('versioning/refusal-names-own-version', first(refused, { headers: { 'api-version': null } })),
  server(
    'versioning/any-minor-served',
    again(command('invite_list'), {
      sentHeaders: { 'api-version': '5.99' },
      ...detail(422),
      headers: { 'supported-api-versions': apiVersion },
    }),
  ),
  server(
    'versioning/major-served',
    again(command('invite_list'), { sentHeaders: { 'api-version': '6.0' } }),
    ['client client-transport/sends-api-version'],
  ),
  server(
    'versioning/refusal-lists-versions',
    again(command('invite_list'), { sentHeaders: { 'api-version': '6.0' }, ...detail(422) }),
    ['client client-transport/sends-api-version'],
  ),
  server(
    'versioning/header-required',
    again(command('invite_list'), { sentHeaders: { 'api-version': null } }),
    ['client client-transport/sends-api-version'],
  ),
  server(
    'authentication/header-required',
    again(command('invite_list'), { sentHeaders: { authorization: null } }),
    ['client client-transport/sends-authorization'],
  ),
  server(
    'transport/content-type-required',
    again(command('invite_list'), { sentHeaders: { 'content-type': null } }),
    ['client client-transport/sends-content-type'],
  ),
  server(
    'transport/content-type-is-msgpack',
    again(command('invite_list'), { sentHeaders: { 'content-type': 'application/json' } }),
    ['client client-transport/sends-content-type'],
  ),
  server('transport/accept-is-event-stream', again(stream, { sentHeaders: { accept: null } }), [
    'client client-transport/sends-accept',
  ]),
  server('encoding/body-is-msgpack', again(command('invite_list'), { sentBody: Buffer.from([0xc1]) })),
  server(
    'encoding/statuses-snake-case',
    first(command('invite_list'), { reply: (all) => ({ ...all, status: 'OK' }) }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'encoding/instant-is-ext-1',
    first(command('tos_get'), { reply: (all) => ({ ...all, updated_on: 5 }) }),
    ['server transport/handled-command-is-200', 'client terms-of-service/client-accepts-only-shown-terms'],
  ),
  server(
    'encoding/token-is-bin-16',
    again(command('invite_new_device'), { reply: (all) => ({ ...all, token: new Uint8Array(15) }) }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'encoding/enumerations-upper-case',
    again(command('invite_new_device'), { reply: (all) => ({ ...all, email_sent: 'success' }) }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'encoding/handle-is-a-pair',
    first(command('invite_info'), {
      reply: (all) => ({ ...all, created_by: { ...(all.created_by as object), human_handle: 'Alice' } }),
    }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'encoding/identifier-is-ext-2',
    again(command('invite_claimer_start_greeting_attempt'), {
      reply: (all) => ({ ...all, greeting_attempt: new Uint8Array(16) }),
    }),
    ['server transport/handled-command-is-200', 'server authentication/invitation-deleted'],
  ),
  server('administration/token-required', (traffic) =>
    alterFirst(traffic, ({ route }) => route === 'administration', { sentHeaders: { authorization: null } }),
  ),
  // Who is served.
  server(
    'authentication/signature-verifies',
    again(command('invite_list'), ({ exchange }) => ({
      sentHeaders: { authorization: otherSignature(tokenOf(exchange)) },
    })),
    ['client authentication/client-token-form'],
  ),
  server('authentication/token-form', first(command('invite_list'), detail(403))),
  server('authentication/window-inside', first(command('invite_list'), detail(498))),
  server('authentication/not-too-early', (traffic) =>
    again(command('invite_list'), dated(-310_000))(traffic),
  ),
  server('authentication/not-too-late', (traffic) => again(command('invite_list'), dated(330_000))(traffic)),
  server(
    'authentication/revocation-at-once',
    (traffic) =>
      repeatAtEnd(traffic, ({ exchange }) => exchange.status === 461, {
        status: 200,
        headers: { 'content-type': 'application/msgpack' },
        body: () =>
          encode({
            status: 'ok',
            ...{ common_certificates: [], sequester_certificates: [], shamir_recovery_certificates: [] },
            realm_certificates: new Map(),
          }),
      }),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server('authentication/invitation-deleted', again(command('invite_info'))),
  server('user_create/author-is-admin', byOther('bob', command('user_create')), [
    'client client-certificates/creation-is-coherent',
    'client client-certificates/redacted-hides-names',
    'client keys/boxes-interoperate',
    'server ordering/common-never-goes-back',
    ...['user', 'device', 'redacted-user', 'redacted-device'].map(
      (name) => `server user_create/${name}-certificate-by-author`,
    ),
  ]),
  server('invite_new_user/author-is-admin', byOther('mallory', command('invite_new_user'))),
  server(
    'invite_new_user/gives-token',
    again(command('invite_new_user'), { reply: () => ({ status: 'author_not_allowed' }) }),
  ),
  server('invite_cancel/not-yet-cancelled', again(command('invite_cancel'))),
  server('invite_cancel/not-yet-completed', (traffic) =>
    repeatAtEnd(traffic, command('invite_complete'), {
      request: (all) => ({ ...all, cmd: 'invite_cancel' }),
    }),
  ),
  server('invite_complete/not-yet-completed', again(command('invite_complete'))),
  server('invite_complete/not-yet-cancelled', (traffic) =>
    repeatAtEnd(traffic, command('invite_cancel'), {
      request: (all) => ({ ...all, cmd: 'invite_complete' }),
    }),
  ),
  server(
    'invite_list/ordered-by-creation',
    again(command('invite_list'), (_, all) => ({
      reply: () => ({
        status: 'ok',
        invitations: bytesOf(
          all.findLast((one) => one.command === 'invite_list')?.reply?.invitations,
        ).toReversed(),
      }),
    })),
  ),
  server('organization_bootstrap/bootstrapped-for-good', again(command('organization_bootstrap'))),
  // Certificates that the server serves and accepts.
  server(
    'certificate_get/four-collections',
    first(lists, { reply: (all) => ({ ...all, realm_certificates: 1 }) }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'certificate_get/cursor-is-strict',
    again(lists, { request: (all) => ({ ...all, common_after: new Instant(4_000_000_000_000_000n) }) }),
  ),
  server(
    'certificate_get/ordered-by-timestamp',
    first(
      lists,
      served((list) => list.toReversed()),
    ),
    ['server certificate_get/user-before-device'],
  ),
  server(
    'certificate_get/user-before-device',
    first(
      lists,
      served(([user, device, ...rest]) => [device, user, ...rest].filter((one) => one !== undefined)),
    ),
  ),
  server(
    'certificate_get/bytes-as-uploaded',
    first(
      lists,
      served(([user = new Uint8Array(), ...rest]) => [flipped(user, 1), ...rest]),
    ),
    ['server certificates/signature-covers-content'],
  ),
  server(
    'certificate_get/whole-history-to-everyone',
    first(
      lists,
      served((list) => list.slice(0, -1)),
    ),
  ),
  server(
    'certificate_get/others-get-full',
    (traffic) =>
      repeatAtEnd(traffic, byProfile('OUTSIDER'), (_, all) => ({
        sentHeaders: { authorization: tokenOf(all.find((one) => one.command === 'user_create')?.exchange) },
      })),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server(
    'certificate_get/outsider-gets-redacted',
    (traffic) =>
      alterFirst(traffic, byProfile('OUTSIDER'), (_, all) => ({
        reply: (fields) => ({
          ...fields,
          common_certificates: all.find((one) => lists(one, all))?.reply?.common_certificates,
        }),
      })),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server('ordering/common-never-goes-back', again(command('user_revoke'))),
  ...invalidBootstraps.map(([slug, parts]) =>
    server(`organization_bootstrap/${slug}`, bootstrap(parts), [
      'client organization_bootstrap/client-request-is-coherent',
      ...(slug.endsWith('decodes') ? ['client certificates/envelope'] : []),
    ]),
  ),
  server(
    'ordering/out-of-window-tells-offsets',
    outOfBallpark({ ballpark_client_early_offset: new Float64(301) }),
  ),
  server('ordering/out-of-window-tells-clocks', outOfBallpark({ client_timestamp: new Instant(5n) })),
  // Event streams.
  server('events/stream-headers', first(stream, { headers: { 'cache-control': null } })),
  server('events_listen/configuration-first', first(stream, { body: (body) => withoutFirstFrame(body) })),
  server(
    'events/data-is-base64-msgpack',
    first(stream, { body: (body) => withFrame(body, 'data:oops\nid:1\n\n') }),
    ['client events/client-reconnects'],
  ),
  server('events/ids-unique', first(stream, { body: (body) => withFrame(body, lastFrame(body)) })),
  server('events/keepalive', first(stream, { durationMs: 3_600_000 })),
  server('events_listen/certificate-event', (traffic) => longStream(traffic, 'COMMON_CERTIFICATE'), [
    'client events/client-reconnects',
  ]),
  server('events_listen/invitation-event', (traffic) => longStream(traffic, 'INVITATION')),
];

test('honest traffic breaks no rule', () => {
  const { verdict, rules } = checkTraffic(journey.traffic);
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  expect(verdict).toBe('pass');
});

test('each rule that honest traffic shows is broken by a case', () => {
  const shown = checkTraffic(journey.traffic).rules.map(({ side, requirement }) => `${side} ${requirement}`);
  const broken = new Set(cases.flatMap(({ side, rule, also = [] }) => [`${side} ${rule}`, ...also]));
  expect(
    shown.filter((rule) => !broken.has(rule)),
    'add a case that breaks the rule to `cases`',
  ).toEqual([
    // To break these, the test would have to sign with the keys of the journey's clients.
    'client revoked_user_certificate/fields',
    'client user_update_certificate/fields',
    'server user_create/coherent-certificates-accepted',
  ]);
});

test('a long honest stream breaks no rule, and has its events', () => {
  const { rules } = checkTraffic(longStream(journey.traffic, 'none').traffic);
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  const ids = rules.map(({ requirement }) => requirement);
  expect(ids).toEqual(
    expect.arrayContaining([
      'events/keepalive',
      'events_listen/certificate-event',
      'events_listen/invitation-event',
    ]),
  );
});

test('nothing is judged in traffic of other programs', () => {
  const { traffic } = alterFirst(journey.traffic, command('invite_list'), { target: '/favicon.ico' });
  const foreign = readTraffic(traffic).filter(({ route }) => route === 'other');
  expect(foreign).toHaveLength(1);
  expect(checkTraffic(foreign)).toMatchObject({ verdict: 'none', exchanges: 1, rules: [] });
  expect(checkTraffic([])).toMatchObject({ verdict: 'none', exchanges: 0, rules: [] });
});

test('a cut body is not judged, and is counted', () => {
  const all = readTraffic(journey.traffic);
  const [get] = all.filter((one) => lists(one, all));
  if (get?.exchange.response === undefined) throw new Error('no certificate_get');
  const { request, response, durationMs } = get.exchange;
  const half = { ...response, body: response.body.subarray(0, 50), length: response.body.length };
  const cut = { startedAt: get.startedAt, exchange: new Exchange(request, half, durationMs) };
  const { verdict, cutBodies, rules } = checkTraffic([cut]);
  expect([verdict, cutBodies]).toEqual(['pass', 1]);
  expect(rules.map(({ requirement }) => requirement)).not.toContain('transport/handled-command-is-200');
});

test.each(cases.map((each, index) => [`${index} ${each.side} ${each.rule}`, each] as const))(
  '%s',
  (_, { side, rule, also = [], make }) => {
    const { traffic, number } = make(journey.traffic);
    const broken = checkTraffic(traffic).rules.filter(({ broken: count }) => count > 0);
    const names = broken.map((each) => `${each.side} ${each.requirement}`);
    expect(names.toSorted()).toEqual([`${side} ${rule}`, ...also].toSorted());
    const found = broken.find((each) => each.side === side && each.requirement === rule);
    expect(found?.violations.map(({ exchange }) => exchange)).toContain(number);
  },
);
