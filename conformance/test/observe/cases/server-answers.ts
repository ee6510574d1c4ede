import { apiVersion } from '../../../src/wire/api-version.ts';
import { alterFirst } from '../../support/observe/alter-traffic.ts';
import { again, type Case, command, detail, first, refused, server, stream } from './case.ts';

/** Answers of a server. */
export const serverAnswers: readonly Case[] = [
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
];
