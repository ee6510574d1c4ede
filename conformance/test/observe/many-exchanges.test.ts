import { expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import type { TimedExchange } from '../../src/observe/recording.ts';
import { encode } from '../../src/wire/encode.ts';
import { configurationFrame } from '../../src/wire/event-frames.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { type Fields, Id, Instant } from '../../src/wire/values.ts';
import { rawFrame } from '../../src/wire/zstd.ts';

/** CPU time for the exchanges of a pattern, in s. One that takes quadratic time takes half a minute. */
const MAX_CPU_SECONDS = 10;

const idOf = (number: number): Id => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(Math.floor(number));
  return new Id(bytes);
};
const tokenOf = (number: number): Uint8Array => idOf(number).bytes;
const certificate = (fields: Fields): Uint8Array =>
  Buffer.concat([Buffer.alloc(65), rawFrame(encode(fields))]);
const at = (number: number): Instant => new Instant(1_700_000_000_000_000n + BigInt(number));

const authorization = (device: Id): string =>
  `Bearer PARSEC-SIGN-ED25519.${device.hex}.1700000000.${'A'.repeat(86)}==`;

/** An exchange of a device, which takes 1 ms and begins 1 ms after the one before. */
function exchange(number: number, request: Fields, reply: Fields, device = idOf(1)): TimedExchange {
  const headers = [
    ['Authorization', authorization(device)],
    ['Api-Version', '5.6'],
    ['Content-Type', 'application/msgpack'],
  ] as const;
  const sent = { method: 'POST', target: '/authenticated/Org', headers, body: encode(request) };
  const received = { status: 200, headers: headers.slice(1), body: encode({ status: 'ok', ...reply }) };
  return { exchange: new Exchange(sent, received, 1), startedAt: 1_700_000_000_000 + number };
}

const greeter = (number: number, cmd: string, request: Fields, reply: Fields = {}): TimedExchange =>
  exchange(number, { cmd: `invite_greeter_${cmd}`, ...request }, reply);
const step = (number: number, attempt: Id, word: string, nonce: Uint8Array) =>
  greeter(
    number,
    'step',
    { greeting_attempt: attempt, greeter_step: { step: word, greeter_nonce: nonce } },
    { claimer_step: { step: word, nonce, other: 1 } },
  );
const user = (number: number): Fields => ({
  cmd: 'user_create',
  user_certificate: certificate({
    type: 'user_certificate',
    timestamp: at(number),
    user_id: idOf(number),
    author: idOf(1),
    profile: 'ADMIN',
  }),
});
const device = (number: number, id: Id): Fields => ({
  cmd: 'device_create',
  device_certificate: certificate({
    type: 'device_certificate',
    timestamp: at(-number),
    user_id: idOf(1),
    device_id: id,
    author: idOf(1),
    verify_key: new Uint8Array(32),
  }),
});
const revocation = (number: number): Fields => ({
  cmd: 'user_revoke',
  revoked_user_certificate: certificate({
    type: 'revoked_user_certificate',
    timestamp: at(number),
    user_id: idOf(1),
    author: idOf(1),
  }),
});
const update = (number: number): Fields => ({
  cmd: 'user_update',
  user_update_certificate: certificate({
    type: 'user_update_certificate',
    timestamp: at(number),
    user_id: idOf(1),
    author: idOf(1),
    new_profile: 'ADMIN',
  }),
});

function stream(number: number, seconds: number, body: string): TimedExchange {
  const one = exchange(number, {}, {});
  const sent = {
    ...one.exchange.request,
    method: 'GET',
    target: '/authenticated/Org/events',
    body: new Uint8Array(),
  };
  const received = {
    status: 200,
    headers: [['Content-Type', 'text/event-stream']] as const,
    body: Buffer.from(body),
  };
  return { ...one, exchange: new Exchange(sent, received, seconds * 1000) };
}

/** Makes the exchanges of a pattern, by number. */
const patterns: Readonly<Record<string, (number: number) => TimedExchange>> = {
  'steps of a few greetings': (number) =>
    number < 50
      ? greeter(number, 'start_greeting_attempt', { token: tokenOf(1) }, { greeting_attempt: idOf(number) })
      : step(number, idOf(number % 50), 'NUMBER_1_GET_HASHED_NONCE', tokenOf(number)),
  'greetings, confirmations and creations': (number) =>
    [
      greeter(
        number,
        'start_greeting_attempt',
        { token: tokenOf(1) },
        { greeting_attempt: idOf(number >> 2) },
      ),
      step(number, idOf(number >> 2), 'NUMBER_0_WAIT_PEER', tokenOf(1)),
      step(number, idOf((number >> 2) / 2), 'NUMBER_7_SEND_PAYLOAD', tokenOf(1)),
      number < 8
        ? exchange(number, { cmd: 'invite_new_user' }, { token: tokenOf(1) })
        : exchange(number, user(number), {}),
    ][number % 4] as TimedExchange,
  'users, and requests for certificates': (number) =>
    number % 2 === 0
      ? exchange(number, user(number), {})
      : exchange(
          number,
          { cmd: 'certificate_get', common_after: null },
          {
            common_certificates: [user(number - 1).user_certificate],
            sequester_certificates: [],
            shamir_recovery_certificates: [],
            realm_certificates: {},
          },
        ),
  'one device again and again, with older timestamps': (number) =>
    number % 2 === 0
      ? exchange(number, device(number, idOf(1)), {})
      : exchange(
          number,
          { cmd: 'certificate_get', common_after: null },
          { common_certificates: [device(number - 1, idOf(1)).device_certificate] },
        ),
  'revocations of one user': (number) =>
    exchange(number, number === 0 ? device(0, idOf(1)) : revocation(number), {}),
  'changes of one profile': (number) =>
    exchange(
      number,
      number === 0
        ? device(0, idOf(1))
        : number === 1
          ? {
              ...user(1),
              user_certificate: certificate({
                type: 'user_certificate',
                timestamp: at(1),
                user_id: idOf(1),
                author: null,
                profile: 'ADMIN',
              }),
            }
          : update(number),
      {},
    ),
  'terms of service': (number) =>
    number % 2 === 0
      ? exchange(number, { cmd: 'tos_get' }, { updated_on: at(number) })
      : exchange(number, { cmd: 'tos_accept', tos_updated_on: at(0) }, {}),
  'event streams and invitations': (number) =>
    number < 2
      ? exchange(
          number,
          number === 0
            ? device(0, idOf(1))
            : {
                ...user(1),
                user_certificate: certificate({
                  type: 'user_certificate',
                  timestamp: at(1),
                  user_id: idOf(1),
                  author: null,
                  profile: 'ADMIN',
                }),
              },
          {},
        )
      : number % 4 === 0
        ? stream(number, 1000, `${configurationFrame()}event:missed_events\ndata:\n\n`)
        : exchange(number, { cmd: 'invite_new_user' }, { token: tokenOf(number) }),
};

const start = (number: number): TimedExchange =>
  greeter(number, 'start_greeting_attempt', { token: tokenOf(1) }, { greeting_attempt: idOf(number) });

function checkMany(count: number, make: (number: number) => TimedExchange): void {
  const exchanges = Array.from({ length: count }, (_, number) => make(number));
  const begun = process.cpuUsage();
  expect(checkTraffic(exchanges).exchanges).toBe(count);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1e6).toBeLessThan(MAX_CPU_SECONDS);
}

test('50,000 starts of greetings are judged in seconds', () => checkMany(50_000, start), 300_000);

test.each(Object.entries(patterns))(
  '10,000 exchanges are judged in seconds: %s',
  (_, make) => checkMany(10_000, make),
  300_000,
);
