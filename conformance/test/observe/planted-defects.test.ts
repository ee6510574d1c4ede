import { expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { HeaderList } from '../../src/wire/exchange.ts';
import { changeHeaders } from '../../src/wire/headers.ts';
import type { Fields } from '../../src/wire/values.ts';
import { type Alteration, alteringProxy } from '../support/altering-proxy.ts';
import { honestJourney } from '../support/observe/honest-journey.ts';

/** Changes the reply of one command. */
const reply =
  (cmd: string, change: (fields: Fields) => Fields): Alteration['reply'] =>
  ({ body }, request) => {
    const fields = decodeMap(body);
    return request.cmd !== cmd || fields === undefined ? undefined : { body: encode(change(fields)) };
  };
/** Changes the request of one command. */
const request =
  (cmd: string, change: (fields: Fields) => Fields): Alteration['request'] =>
  (message) =>
    message.cmd === cmd ? { body: encode(change(message.fields)) } : undefined;
const headers =
  (change: (headers: HeaderList) => HeaderList) => (message: { readonly headers: HeaderList }) => ({
    headers: change(message.headers),
  });
const certificates = (change: (list: readonly Uint8Array[]) => readonly Uint8Array[]): Alteration => ({
  reply: reply('certificate_get', (fields) => ({
    ...fields,
    common_certificates: change(fields.common_certificates as readonly Uint8Array[]),
  })),
});
const flipped = (bytes: unknown): Uint8Array =>
  bytes instanceof Uint8Array
    ? bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte))
    : new Uint8Array();

const atServer: readonly (readonly [rule: string, alteration: Alteration])[] = [
  ['certificate_get/user-before-device', certificates((list) => list.toReversed())],
  ['certificate_get/bytes-as-uploaded', certificates(([one, ...rest]) => [flipped(one), ...rest])],
  ['certificate_get/whole-history-to-everyone', certificates((list) => list.slice(1))],
  [
    'versioning/reply-names-own-version',
    { reply: headers((list) => changeHeaders(list, { 'api-version': null })) },
  ],
  [
    'transport/reply-is-msgpack',
    { reply: headers((list) => changeHeaders(list, { 'content-type': 'text/plain' })) },
  ],
  [
    'transport/handled-command-is-200',
    { reply: reply('invite_list', (all) => ({ ...all, status: 'fine' })) },
  ],
  [
    'greeting/full-run-relays',
    {
      reply: reply('invite_greeter_step', (all) => {
        const half = all.claimer_step as Fields | undefined;
        return half?.hashed_nonce === undefined
          ? all
          : { ...all, claimer_step: { ...half, hashed_nonce: flipped(half.hashed_nonce) } };
      }),
    },
  ],
];
const atClient: readonly (readonly [rule: string, alteration: Alteration])[] = [
  [
    'client-transport/sends-api-version',
    { request: headers((list) => changeHeaders(list, { 'api-version': null })) },
  ],
  [
    'client-transport/sends-content-type',
    {
      request: headers((list) =>
        list.map(([name, value]) => [name, value.replace(/^application.msgpack$/, '$&;x=1')]),
      ),
    },
  ],
  [
    'client-transport/names-itself',
    { request: headers((list) => changeHeaders(list, { 'user-agent': null })) },
  ],
  [
    'authentication/client-token-form',
    {
      request: headers((list) =>
        list.map(([name, value]) => [name, value.replace(/(ED25519\.\w+\.)(\d+)\./, '$1$2.0.')]),
      ),
    },
  ],
  [
    'organization_bootstrap/client-request-is-coherent',
    {
      request: request('organization_bootstrap', (all) => ({
        ...all,
        user_certificate: flipped(all.user_certificate),
      })),
    },
  ],
  [
    'client-greeting/nonce-hash-checked',
    {
      request: request('invite_claimer_step', (all) => {
        const half = all.claimer_step as Fields;
        return half.claimer_nonce === undefined
          ? all
          : { ...all, claimer_step: { ...half, claimer_nonce: flipped(half.claimer_nonce) } };
      }),
    },
  ],
];

test.each([
  ...atServer.map(
    ([rule, alteration]) => [rule, { atServer: (to: string) => alteringProxy(to, alteration) }] as const,
  ),
  ...atClient.map(
    ([rule, alteration]) => [rule, { atClient: (to: string) => alteringProxy(to, alteration) }] as const,
  ),
])('a message that changes between client and server breaks %s', async (rule, between) => {
  const until = /greeting/.test(rule) ? 'enrolment' : 'login';
  const journey = await honestJourney({ until, ...between });
  await journey.remove();
  const broken = checkTraffic(journey.traffic).rules.filter((each) => each.broken > 0);
  expect(broken.map(({ requirement }) => requirement)).toContain(rule);
});

test('a proxy that changes nothing breaks nothing', async () => {
  const transparent = (to: string) => alteringProxy(to, {});
  const journey = await honestJourney({ until: 'enrolment', atServer: transparent, atClient: transparent });
  await journey.remove();
  const { verdict, rules } = checkTraffic(journey.traffic);
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  expect([verdict, rules.length > 40]).toEqual(['pass', true]);
});
