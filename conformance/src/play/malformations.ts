import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Alteration } from '../judge/http.ts';
import type { Judge } from '../judge/judge.ts';
import { deviceToken, type TokenChange } from '../judge/rpc.ts';
import type { Device } from '../people/cast.ts';
import { decodeMap } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { HeaderChanges } from '../wire/headers.ts';
import type { Fields } from '../wire/values.ts';

/** How a request is malformed: the rule that it is about, and what is wrong with it. */
export interface Malformation {
  readonly rule: RequirementId;
  readonly what: string;
}

/** What malformed requests are made of. */
export interface Context {
  readonly judge: Judge;
  /** The calling device. */
  readonly device: Device;
}

/** Requests by their authentication. `listener`: the device that opens an event stream. */
export type Sender = 'device' | 'listener' | 'invitation' | 'nobody' | 'administration';

export interface Malformed extends Malformation {
  readonly status: number;
  /** Whether the rule demands that the request is served. */
  readonly isKept?: true;
  readonly callers: readonly Sender[];
  /** The commands of the request; absent: all. */
  readonly commands?: RegExp;
  readonly alteration: (context: Context) => Alteration;
}

const DEVICES: readonly Sender[] = ['device', 'listener'];
export const POSTS: readonly Sender[] = ['device', 'invitation', 'nobody'];
const CLIENTS: readonly Sender[] = ['listener', ...POSTS];
const ADMINISTRATION: readonly Sender[] = ['administration'];

/** How far a stale and a valid device token are dated from now, in s. The window is 300 s ahead and 320 s behind. */
const STALE_S = 360;
const VALID_S = 280;

/** The largest body that a server accepts, in bytes. */
const LARGEST_BODY = 1_048_576;

type Rule = Omit<Malformed, 'what' | 'alteration'>;

const rule = (id: RequirementId, status: number, callers: readonly Sender[], commands?: RegExp): Rule => ({
  rule: id,
  status,
  callers,
  ...(commands === undefined ? {} : { commands }),
});

/** A rule that a request with this property is served. `status`: that of a wrong refusal. */
const served = (id: RequirementId, status: number, callers: readonly Sender[]): Rule => ({
  ...rule(id, status, callers),
  isKept: true,
});

const withHeaders = (
  about: Rule,
  cases: Readonly<Record<string, HeaderChanges | ((context: Context) => HeaderChanges)>>,
): readonly Malformed[] =>
  Object.entries(cases).map(([what, headers]) => ({
    ...about,
    what,
    alteration: (context) => (request) => {
      const changes = typeof headers === 'function' ? headers(context) : headers;
      return { ...request, change: { ...request.change, ...changes } };
    },
  }));

/** Device tokens with one change each. */
const withToken = (
  about: Rule,
  cases: Readonly<Record<string, (context: Context) => TokenChange & { readonly seconds?: number }>>,
): readonly Malformed[] =>
  withHeaders(
    about,
    Object.fromEntries(
      Object.entries(cases).map(([what, changeOf]) => [
        what,
        (context: Context) => {
          const { seconds = 0, ...change } = changeOf(context);
          const at = context.judge.now().plusSeconds(seconds);
          return { Authorization: `Bearer ${deviceToken(context.device, at, change)}` };
        },
      ]),
    ),
  );

const withBody = (
  about: Rule,
  cases: Readonly<Record<string, (body: Uint8Array) => Uint8Array>>,
): readonly Malformed[] =>
  Object.entries(cases).map(([what, change]) => ({
    ...about,
    what,
    alteration: () => (request) =>
      request.body === undefined ? request : { ...request, body: change(Buffer.from(request.body)) },
  }));

/** Changes of the fields of a JSON body. */
const withJson = (
  id: RequirementId,
  status: number,
  commands: RegExp,
  cases: Readonly<Record<string, Fields>>,
): readonly Malformed[] =>
  withBody(
    rule(id, status, ADMINISTRATION, commands),
    Object.fromEntries(
      Object.entries(cases).map(([what, fields]) => [
        what,
        (body) => Buffer.from(JSON.stringify({ ...JSON.parse(String(Buffer.from(body))), ...fields })),
      ]),
    ),
  );

const withFields = (fields: Fields) => (body: Uint8Array) => encode({ ...decodeMap(body), ...fields });

/** Fills the body up to a length, by a key that the server does not know. */
const ofLength = (length: number) => (body: Uint8Array) => {
  const filled = (bytes: number) => withFields({ filling: new Uint8Array(bytes) })(body);
  return filled(length - (filled(LARGEST_BODY).length - LARGEST_BODY));
};

const byStranger = ({ judge }: Context): TokenChange => ({ signedBy: judge.cast.signingKey('stranger') });
const otherDevice = ({ judge }: Context): string => judge.cast.person('mallory').device.id.hex;

/** Calls of the administration that change something. */
const FREEZES = /^user_(un)?freeze$/;
const UPDATES =
  /^organization_(un)?expire$|^organization_(publish_|remove_)?(terms|limit)$|^organization_update$/;
const CREATIONS = /^organization_create$/;
const CHANGES = new RegExp([FREEZES, UPDATES, CREATIONS].map(({ source }) => source).join('|'));

const CHANGES_OF_SETTINGS = new RegExp(`${UPDATES.source}|${CREATIONS.source}`);

const PERIOD = 'realm_minimum_archiving_period_before_deletion';

const wrongSettings = {
  'the limit as a text': { active_users_limit: '3' },
  'the limit as a boolean': { active_users_limit: true },
  'a limit with a fraction': { active_users_limit: 1.5 },
  'the outsiders setting as a text': { user_profile_outsider_allowed: 'true' },
  'the outsiders setting as a number': { user_profile_outsider_allowed: 1 },
  'the archiving period as a text': { [PERIOD]: '60' },
  'terms as a text': { tos: 'https://example.com/terms' },
  'terms as a list': { tos: ['https://example.com/terms'] },
  'a URL as a number': { tos: { en_US: 1 } },
};
const negativeLimit = { 'a negative limit': { active_users_limit: -1 } };

/** Terms with a web address and another one. */
const termsAt = (address: string): Fields => ({
  tos: { en_US: 'https://example.com/terms', fr_FR: address },
});

/** Malformed requests by the rules that they are about. */
export const malformed: readonly Malformed[] = [
  ...withHeaders(rule('versioning/header-required', 422, CLIENTS), {
    'no Api-Version': { 'Api-Version': null },
  }),
  ...withHeaders(rule('versioning/header-well-formed', 422, CLIENTS), {
    'Api-Version 5': { 'Api-Version': '5' },
    'Api-Version 5.x': { 'Api-Version': '5.x' },
  }),
  ...withHeaders(rule('versioning/major-served', 422, CLIENTS), {
    'Api-Version 4.6': { 'Api-Version': '4.6' },
    'Api-Version 6.0': { 'Api-Version': '6.0' },
  }),
  ...withHeaders(served('versioning/any-minor-served', 422, CLIENTS), {
    'Api-Version 5.3': { 'Api-Version': '5.3' },
    'Api-Version 5.99': { 'Api-Version': '5.99' },
  }),
  ...withHeaders(rule('greeting/steps-need-5-2', 422, ['device', 'invitation'], /_step$/), {
    'Api-Version 5.1': { 'Api-Version': '5.1' },
  }),
  ...withHeaders(rule('transport/content-type-required', 415, POSTS), {
    'no Content-Type': { 'Content-Type': null },
  }),
  ...withHeaders(rule('transport/content-type-is-msgpack', 415, POSTS), {
    'Content-Type application/json': { 'Content-Type': 'application/json' },
  }),
  ...withHeaders(rule('transport/accept-is-event-stream', 406, ['listener']), {
    'no Accept': { Accept: null },
    'Accept application/json': { Accept: 'application/json' },
  }),
  ...withHeaders(rule('authentication/header-required', 401, [...DEVICES, 'invitation']), {
    'no Authorization': { Authorization: null },
  }),
  ...withHeaders(rule('authentication/bearer-and-one-token', 401, [...DEVICES, 'invitation']), {
    'Authorization of the scheme Basic': { Authorization: 'Basic YWxpY2U6c2VzYW1l' },
    'a token of two words': { Authorization: 'Bearer one two' },
  }),
  ...withHeaders(rule('authentication/invitation-token-opens-invited-only', 401, DEVICES), {
    'an invitation token': { Authorization: `Bearer ${'0123456789abcdef'.repeat(2)}` },
  }),
  ...withHeaders(rule('authentication/invitation-token-well-formed', 401, ['invitation']), {
    'a token of 31 digits': { Authorization: `Bearer ${'0'.repeat(31)}` },
    'a token with a letter': { Authorization: `Bearer ${'0'.repeat(31)}g` },
  }),
  ...withToken(rule('authentication/device-token-never-invited', 401, ['invitation']), {
    'a device token': () => ({}),
  }),
  ...withToken(rule('authentication/four-parts', 401, DEVICES), {
    'a token of five parts': ({ judge }) => ({ timestamp: `${judge.now().seconds}.0` }),
  }),
  ...withToken(rule('authentication/algorithm-prefix', 401, DEVICES), {
    'a token of another algorithm': () => ({ prefix: 'PARSEC-SIGN-RSA' }),
  }),
  ...withToken(rule('authentication/device-part-is-identifier', 401, DEVICES), {
    'a device id of 31 digits': ({ device }) => ({ deviceId: device.id.hex.slice(1) }),
  }),
  ...withToken(rule('authentication/timestamp-part-is-integer', 401, DEVICES), {
    'a token dated with letters': () => ({ timestamp: 'abc' }),
  }),
  ...withToken(rule('authentication/signature-verifies', 403, DEVICES), {
    'another key signs the token': byStranger,
    'an altered signature': () => ({
      signature: (bytes) => bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte)),
    }),
    'an altered date': ({ judge }) => ({
      timestamp: String(judge.now().seconds),
      afterwards: (signed) => signed.replace(/\d+$/, (seconds) => String(Number(seconds) - 1)),
    }),
  }),
  ...withToken(rule('authentication/device-known', 403, DEVICES), {
    'the token of an unknown device': (context) => ({ deviceId: otherDevice(context) }),
  }),
  ...withToken(rule('authentication/bad-signature-before-stale', 403, DEVICES), {
    'another key signs a stale token': (context) => ({ ...byStranger(context), seconds: -STALE_S }),
  }),
  ...withToken(rule('authentication/not-too-early', 498, DEVICES), {
    'a token dated 360 s ahead': () => ({ seconds: STALE_S }),
  }),
  ...withToken(rule('authentication/not-too-late', 498, DEVICES), {
    'a token dated 360 s ago': () => ({ seconds: -STALE_S }),
  }),
  ...withToken(served('authentication/window-inside', 498, DEVICES), {
    'a token dated 280 s ahead': () => ({ seconds: VALID_S }),
    'a token dated 280 s ago': () => ({ seconds: -VALID_S }),
  }),
  ...withBody(rule('encoding/body-is-msgpack', 415, POSTS), {
    'an empty body': () => new Uint8Array(),
    'a truncated body': (body) => body.subarray(0, -1),
  }),
  ...withBody(rule('encoding/body-is-a-map', 415, POSTS), {
    'an integer as body': () => encode(42),
    'nil as body': () => encode(null),
  }),
  ...withBody(rule('encoding/cmd-required', 415, POSTS), {
    'no cmd': withFields({ cmd: undefined }),
    'cmd nil': withFields({ cmd: null }),
  }),
  ...withBody(rule('encoding/command-known', 415, POSTS), { 'an unknown cmd': withFields({ cmd: 'dummy' }) }),
  ...withBody(rule('encoding/command-of-this-family', 415, POSTS), {
    'cmd server_config': withFields({ cmd: 'server_config' }),
  }),
  ...withBody(rule('transport/body-over-1-mib', 413, POSTS), {
    'a body of 1 MiB and a byte': ofLength(LARGEST_BODY + 1),
  }),
  ...withHeaders(rule('administration/token-required', 403, ADMINISTRATION), {
    'no Authorization': { Authorization: null },
  }),
  ...withHeaders(rule('administration/token-is-bearer', 403, ADMINISTRATION), {
    'Authorization of the scheme Basic': { Authorization: 'Basic YWxpY2U6c2VzYW1l' },
  }),
  ...withHeaders(rule('administration/token-exact', 403, ADMINISTRATION), {
    'another administration token': { Authorization: 'Bearer dummy' },
    'an empty administration token': { Authorization: 'Bearer ' },
  }),
  ...withBody(rule('administration/body-is-json', 422, ADMINISTRATION, CHANGES), {
    'a body that is no JSON': () => Buffer.from('{dummy'),
    'an empty body': () => new Uint8Array(),
    'a truncated body': (body) => body.subarray(0, -1),
    'a JSON list as body': () => Buffer.from('[]'),
    'a JSON text as body': () => Buffer.from('"x"'),
  }),
  // A request must state whether to freeze or to unfreeze.
  ...withJson('administration/body-is-json', 422, FREEZES, { 'no frozen': { frozen: undefined } }),
  ...withJson('user_freeze/not-both-selectors', 400, FREEZES, {
    'both selectors': { user_email: 'alice@example.com' },
  }),
  ...withJson('user_freeze/not-no-selector', 400, FREEZES, {
    'no selector': { user_id: undefined },
    'both selectors null': { user_id: null, user_email: null },
  }),
  ...withJson('user_freeze/types-are-strict', 422, FREEZES, {
    'frozen as a text': { frozen: 'true' },
    'frozen as a number': { frozen: 1 },
    'frozen null': { frozen: null },
    'an address that is none': { user_id: undefined, user_email: '<>' },
    'an address as a number': { user_id: undefined, user_email: 42 },
    'an address in a list': { user_id: undefined, user_email: ['bob@example.com'] },
    'an address with a name': { user_id: undefined, user_email: 'Bob <bob@example.com>' },
  }),
  ...withJson('organization_update/types-are-strict', 422, UPDATES, {
    ...wrongSettings,
    'is_expired as a text': { is_expired: 'true' },
    'is_expired as a number': { is_expired: 1 },
  }),
  ...withJson('organization_update/limit-not-negative', 422, UPDATES, negativeLimit),
  ...withJson('terms-of-service/web-addresses-only', 400, CHANGES_OF_SETTINGS, {
    'terms at javascript:': termsAt('javascript:alert(1)'),
    'terms at JavaScript:': termsAt('JavaScript:alert(1)'),
    'terms at a space and javascript:': termsAt(' javascript:alert(1)'),
    'terms at javascript: with a tab': termsAt('java\tscript:alert(1)'),
    'terms at data:': termsAt('data:text/html,terms'),
    'terms at file:': termsAt('file:///etc/passwd'),
    'terms at ftp:': termsAt('ftp://example.com/terms'),
    'terms at parsec3:': termsAt('parsec3://example.com/terms'),
  }),
  ...withJson('organization_create/archiving-period-not-negative', 422, CHANGES_OF_SETTINGS, {
    'a negative archiving period': { [PERIOD]: -1 },
  }),
  ...withJson('organization_create/types-are-strict', 422, CREATIONS, {
    ...wrongSettings,
    'organization_id as a number': { organization_id: 1 },
    'organization_id null': { organization_id: null },
  }),
  ...withJson('organization_create/organization-id-valid', 422, CREATIONS, {
    'organization_id <>': { organization_id: '<>' },
    'an empty organization_id': { organization_id: '' },
    'organization_id with a space': { organization_id: 'a b' },
    'organization_id with a dot': { organization_id: 'a.b' },
    'organization_id of 33 letters': { organization_id: 'a'.repeat(33) },
    'organization_id of 34 bytes': { organization_id: 'é'.repeat(17) },
  }),
  ...withJson('organization_create/limit-not-negative', 422, CREATIONS, negativeLimit),
  ...withJson('organization_create/organization-id-required', 422, CREATIONS, {
    'no organization_id': { organization_id: undefined },
  }),
];

/** The rule of an unknown key in a command that has fields. */
export const unknownKey: Malformed = {
  ...served('encoding/unknown-key-ignored', 415, POSTS),
  what: 'an unknown key',
  alteration: () => (request) => ({
    ...request,
    body: withFields({ unknown: 1 })(Buffer.from(request.body ?? '')),
  }),
};
