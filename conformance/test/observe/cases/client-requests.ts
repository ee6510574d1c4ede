import { History } from '../../../src/observe/history.ts';
import { hexOf, type ObservedExchange, readTraffic } from '../../../src/observe/traffic.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';
import type { Fields, Instant } from '../../../src/wire/values.ts';
import { alterFirst, repeatAtEnd } from '../../support/observe/alter-traffic.ts';
import {
  again,
  bootstrap,
  type Case,
  cast,
  client,
  command,
  detail,
  everyStep,
  first,
  flipped,
  half,
  otherSignature,
  step,
  stream,
  tokenOf,
} from './case.ts';

const hasLastId = (exchange: ObservedExchange['exchange']): boolean =>
  exchange.request.headers.some(([name]) => name.toLowerCase() === 'last-event-id');

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

/** Requests of a client. */
export const clientRequests: readonly Case[] = [
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
];
