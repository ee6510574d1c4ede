import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { TestOrganization } from '../faults/organization/test-organization.ts';
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
  readonly organization: Pick<TestOrganization, 'devices' | 'tokens' | 'invitation'>;
  /** The calling device. */
  readonly device: Device;
}

/** Requests by their authentication. `listener`: the device that opens an event stream. */
export type Sender = 'device' | 'listener' | 'invitation' | 'nobody' | 'administration';

export interface Malformed extends Malformation {
  readonly status: number;
  /** Another status that the rule allows. */
  readonly also?: number;
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
const CREDENTIALS: readonly Sender[] = [...DEVICES, 'invitation'];
const ADMINISTRATION: readonly Sender[] = ['administration'];

/** How far a stale and a valid device token are dated from now, in s. The window is 300 s ahead and 320 s behind. */
const STALE_S = 360;
const VALID_S = 280;
const HOUR_S = 3600;

const UNKNOWN_INVITATION = '0123456789abcdef'.repeat(2);

/** The largest body that a server accepts, in bytes. */
const LARGEST_BODY = 1_048_576;

type Rule = Omit<Malformed, 'what' | 'alteration'>;

const rule = (
  id: RequirementId,
  status: number,
  callers: readonly Sender[],
  more: Pick<Rule, 'commands' | 'also'> = {},
): Rule => ({ rule: id, status, callers, ...more });

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

/** Changes of the token of the request, which is the second word of its Authorization. */
const withAuthorization = (
  about: Rule,
  cases: Readonly<Record<string, (token: string) => string>>,
): readonly Malformed[] =>
  Object.entries(cases).map(([what, change]) => ({
    ...about,
    what,
    alteration: () => (request) => {
      const [, value = ''] = request.headers?.find(([name]) => name === 'Authorization') ?? [];
      const [, token = ''] = value.split(' ');
      return { ...request, change: { ...request.change, Authorization: change(token) } };
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
const changingJson = (change: (fields: Fields) => Fields) => (body: Uint8Array) => {
  const fields = JSON.parse(String(Buffer.from(body))) as Fields;
  return Buffer.from(JSON.stringify({ ...fields, ...change(fields) }));
};

const withJson = (
  id: RequirementId,
  status: number,
  commands: RegExp,
  cases: Readonly<Record<string, Fields>>,
): readonly Malformed[] =>
  withBody(
    rule(id, status, ADMINISTRATION, { commands }),
    Object.fromEntries(Object.entries(cases).map(([what, fields]) => [what, changingJson(() => fields)])),
  );

const withFields = (fields: Fields) => (body: Uint8Array) => encode({ ...decodeMap(body), ...fields });

/** Fills the body up to a length, by a key that the server does not know. */
const ofLength = (length: number) => (body: Uint8Array) => {
  const filled = (bytes: number) => withFields({ filling: new Uint8Array(bytes) })(body);
  return filled(length - (filled(LARGEST_BODY).length - LARGEST_BODY));
};

const byStranger = ({ judge }: Context): TokenChange => ({ signedBy: judge.cast.signingKey('stranger') });
const flip = (index: number) => (bytes: Uint8Array) =>
  bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));

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

const malformedByRule: readonly Malformed[] = [
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
  ...withHeaders(rule('greeting/steps-need-5-2', 422, ['device', 'invitation'], { commands: /_step$/ }), {
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
  ...withHeaders(rule('authentication/header-required', 401, CREDENTIALS), {
    'no Authorization': { Authorization: null },
    'an empty Authorization': { Authorization: '' },
  }),
  ...withHeaders(rule('authentication/bearer-and-one-token', 401, CREDENTIALS), {
    'Authorization of one word': { Authorization: 'DUMMY' },
    'a scheme without a token': { Authorization: 'Bearer' },
    'a token of two words': { Authorization: 'Bearer one two' },
  }),
  ...withAuthorization(rule('authentication/bearer-and-one-token', 401, CREDENTIALS), {
    'a token without a scheme': (token) => token,
    'a token and a word': (token) => `Bearer ${token} more`,
    'Authorization of the scheme Basic': (token) => `Basic ${token}`,
    'the algorithm as scheme': (token) => `PARSEC-SIGN-ED25519 ${token}`,
  }),
  ...withAuthorization(served('authentication/scheme-any-case', 401, CREDENTIALS), {
    'the scheme bearer': (token) => `bearer ${token}`,
    'the scheme BEARER': (token) => `BEARER ${token}`,
    'the scheme bEaReR': (token) => `bEaReR ${token}`,
  }),
  ...withHeaders(rule('authentication/invitation-token-opens-invited-only', 401, DEVICES), {
    'an unknown invitation token': { Authorization: `Bearer ${UNKNOWN_INVITATION}` },
    'an invitation token': ({ organization }) => {
      const [name] = [...organization.tokens.keys()].slice(-1);
      const hex = name === undefined ? UNKNOWN_INVITATION : organization.invitation(name).hex;
      return { Authorization: `Bearer ${hex}` };
    },
  }),
  ...withAuthorization(rule('authentication/invitation-token-well-formed', 401, ['invitation']), {
    'a token of letters': () => 'Bearer <dummy>',
    'a token of 30 digits': (token) => `Bearer ${token.slice(2)}`,
    'a token of 31 digits': (token) => `Bearer ${token.slice(1)}`,
    'a token of 33 digits': (token) => `Bearer ${token}0`,
    'a token of 34 digits': (token) => `Bearer ${token}00`,
    'a token with a letter': (token) => `Bearer g${token.slice(1)}`,
    'a token with hyphens': (token) => `Bearer ${token.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`,
    'a token in base64': (token) => `Bearer ${Buffer.from(token, 'hex').toString('base64url')}`,
  }),
  ...withToken(rule('authentication/device-token-never-invited', 401, ['invitation']), {
    'a device token': () => ({}),
  }),
  ...withToken(rule('authentication/four-parts', 401, DEVICES), {
    'a token of five parts': ({ judge }) => ({ timestamp: `${judge.now().seconds}.0` }),
  }),
  ...withAuthorization(rule('authentication/four-parts', 401, DEVICES), {
    'a token without a signature': (token) => `Bearer ${token.replace(/\.[^.]*$/, '')}`,
    'a token without an algorithm': (token) => `Bearer ${token.replace(/^[^.]*\./, '')}`,
    'a part after the signature': (token) => `Bearer ${token}.AAAA`,
  }),
  ...withToken(rule('authentication/algorithm-prefix', 401, DEVICES), {
    'a token of another algorithm': () => ({ prefix: 'PARSEC-SIGN-RSA' }),
    'an algorithm in lower case': () => ({ prefix: 'parsec-sign-ed25519' }),
    'an algorithm with a letter more': () => ({ prefix: 'PARSEC-SIGN-ED25519X' }),
    'an empty algorithm': () => ({ prefix: '' }),
  }),
  ...withToken(rule('authentication/device-part-is-identifier', 401, DEVICES), {
    'a device id of letters': () => ({ deviceId: '<dummy>' }),
    'an empty device id': () => ({ deviceId: '' }),
    'a device id of 31 digits': ({ device }) => ({ deviceId: device.id.hex.slice(1) }),
    'a device id of 33 digits': ({ device }) => ({ deviceId: `${device.id.hex}0` }),
    'a device id with a letter': ({ device }) => ({ deviceId: `g${device.id.hex.slice(1)}` }),
  }),
  ...withToken(rule('authentication/timestamp-part-is-integer', 401, DEVICES), {
    'a token dated with letters': () => ({ timestamp: 'abc' }),
    'a token with an empty date': () => ({ timestamp: '' }),
    'a token dated with an exponent': () => ({ timestamp: '1e9' }),
    'a token dated with digits and a letter': () => ({ timestamp: '1700000000x' }),
  }),
  ...withToken(rule('authentication/signature-part-is-base64', 401, DEVICES, { also: 403 }), {
    'a signature without padding': () => ({ signatureText: (text) => text.replaceAll('=', '') }),
    'a signature that is no base64': () => ({ signatureText: () => '<dummy>' }),
    'an empty signature': () => ({ signatureText: () => '' }),
  }),
  ...withToken(rule('authentication/signature-verifies', 403, DEVICES), {
    'another key signs the token': byStranger,
    'an altered first byte of the signature': () => ({ signature: flip(0) }),
    'an altered signature': () => ({ signature: flip(9) }),
    'an altered second half of the signature': () => ({ signature: flip(40) }),
    'a signature of zeros': () => ({ signature: () => new Uint8Array(64) }),
    'an altered date': ({ judge }) => ({
      timestamp: String(judge.now().seconds),
      afterwards: (signed) => signed.replace(/\d+$/, (seconds) => String(Number(seconds) - 1)),
    }),
    'a signature without the algorithm': ({ device, judge }) => {
      const { seconds } = judge.now();
      const signed = Buffer.from(`${device.id.hex}.${seconds}`);
      return { timestamp: String(seconds), signature: () => device.key.sign(signed) };
    },
    'the token of another device with this id': ({ judge, device }) => {
      const { id, key } = judge.cast.person('mallory').device;
      return {
        ...{ deviceId: id.hex, signedBy: key },
        afterwards: (signed) => signed.replace(id.hex, device.id.hex),
      };
    },
  }),
  ...withToken(rule('authentication/signature-verifies', 403, DEVICES, { also: 401 }), {
    'a signature of 63 bytes': () => ({ signature: (bytes) => bytes.subarray(0, 63) }),
    'a signature of 65 bytes': () => ({ signature: (bytes) => Buffer.concat([bytes, Uint8Array.of(0)]) }),
  }),
  ...withToken(rule('authentication/every-device-own-key', 403, DEVICES), {
    'the key of another device': (context) => {
      const others = [...context.organization.devices.values()].map(({ device }) => device);
      const other = others.findLast(({ label }) => label !== context.device.label);
      return other === undefined ? byStranger(context) : { signedBy: other.key };
    },
  }),
  ...withToken(rule('authentication/device-known', 403, DEVICES), {
    'the token of an unknown device': ({ judge }) => {
      const { id, key } = judge.cast.person('mallory').device;
      return { deviceId: id.hex, signedBy: key };
    },
  }),
  ...withToken(rule('authentication/bad-signature-before-stale', 403, DEVICES), {
    'another key signs a stale token': (context) => ({ ...byStranger(context), seconds: -STALE_S }),
  }),
  ...withToken(rule('authentication/not-too-early', 498, DEVICES), {
    'a token dated 360 s ahead': () => ({ seconds: STALE_S }),
    'a token dated an hour ahead': () => ({ seconds: HOUR_S }),
  }),
  ...withToken(rule('authentication/not-too-late', 498, DEVICES), {
    'a token dated 360 s ago': () => ({ seconds: -STALE_S }),
    'a token dated an hour ago': () => ({ seconds: -HOUR_S }),
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
  ...withBody(rule('administration/body-is-json', 422, ADMINISTRATION, { commands: CHANGES }), {
    'a body that is no JSON': () => Buffer.from('{dummy'),
    'an empty body': () => new Uint8Array(),
    'a truncated body': (body) => body.subarray(0, -1),
    'a JSON list as body': () => Buffer.from('[]'),
    'a JSON text as body': () => Buffer.from('"x"'),
  }),
  // A request must state whether to freeze or to unfreeze.
  ...withJson('administration/body-is-json', 422, FREEZES, { 'no frozen': { frozen: undefined } }),
  ...withBody(
    { ...served('user_freeze/by-id-or-email', 404, ADMINISTRATION), commands: FREEZES },
    {
      'the id with hyphens': changingJson(({ user_id }) => ({
        user_id: String(user_id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
      })),
      'the id in upper case': changingJson(({ user_id }) => ({ user_id: String(user_id).toUpperCase() })),
    },
  ),
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

/**
 * Malformed requests by the rules that they are about. On the events route the rules of authentication
 * are one: the stream authenticates as commands do.
 */
export const malformed: readonly Malformed[] = malformedByRule.flatMap((one) => {
  const isShared = one.rule.startsWith('authentication/') && one.callers.includes('listener');
  if (!isShared) return [one];
  const callers = one.callers.filter((caller) => caller !== 'listener');
  return [
    { ...one, callers },
    { ...one, rule: 'authentication/events-same-codes', callers: ['listener'] },
  ];
});

/** The rule of an unknown key in a command that has fields. */
export const unknownKey: Malformed = {
  ...served('encoding/unknown-key-ignored', 415, POSTS),
  what: 'an unknown key',
  alteration: () => (request) => ({
    ...request,
    body: withFields({ unknown: 1 })(Buffer.from(request.body ?? '')),
  }),
};
