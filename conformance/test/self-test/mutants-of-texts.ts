import { readDocument, writeDocument } from '@parsec-spec/spec/certificates';
import { decode, type Encodable } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { linkPayload } from '../../src/played-server/misbehaviours/links.ts';
import { type Fields, Id, Instant } from '../../src/wire/values.ts';
import {
  changedInTransit,
  changeInTransit,
  type MutantClient,
  mutantClient,
  type Outgoing,
  withCrypto,
} from './mutant-client.ts';

/** A mutant that reads another link than it is given. An empty link is refused. */
const reading = (requirement: RequirementId, how: string, read: (link: string) => string): MutantClient =>
  mutantClient(requirement, how, {
    acts: (session) => ({
      ...session,
      bootstrap: (input) => session.bootstrap({ ...input, link: read(input.link) }),
      claim: (input) => session.claim({ ...input, link: read(input.link) }),
    }),
  });

const REFUSED = '';
const refusedIf = (isRefused: (link: string) => boolean) => (link: string) =>
  isRefused(link) ? REFUSED : link;

const parametersOf = (link: string): readonly string[] => (link.split('?')[1] ?? '').split('&');
const namesOf = (link: string): readonly string[] =>
  parametersOf(link).map((each) => each.split('=')[0] ?? '');
const tokenOf = (link: string): string => /[?&]p=([^&]*)/.exec(link)?.[1] ?? '';
const withToken = (link: string, token: Uint8Array): string =>
  link.replace(/([?&]p=)[^&]*/, (_, name) => `${name}${linkPayload(token)}`);

const zeros = new Uint8Array(16);

/** Reads a name as an organization that has this name in the path of a link. */
const organizationOf = (link: string): string =>
  /^[^:]*:\/\/[^/]*\/(?:redirect\/)?([^?]*)/.exec(link)?.[1] ?? '';

/** The decoded organization of a link, or undefined if it is not UTF-8. */
function organizationText(link: string): string | undefined {
  try {
    return decodeURIComponent(organizationOf(link));
  } catch {
    return undefined;
  }
}

/** A mutant that takes another organization than that of the link. */
const naming = (
  requirement: RequirementId,
  how: string,
  name: (organization: string) => string,
): MutantClient =>
  reading(requirement, how, (link) => {
    const text = organizationText(link);
    return text === undefined || name(text) === text
      ? link
      : link.replace(organizationOf(link), encodeURIComponent(name(text)));
  });

const lengthOf = (text: string): number => new TextEncoder().encode(text).length;

/** Links that the client reads otherwise than the specification says. */
const ofLinks: readonly MutantClient[] = [
  reading('links/bootstrap-link', 'token-in-hex', (link) =>
    withToken(link, Buffer.from(tokenOf(link).slice(0, 16))),
  ),
  reading(
    'links/bootstrap-link-without-token',
    'refused',
    refusedIf((link) => tokenOf(link) === 'wA'),
  ),
  reading('links/bootstrap-link-without-token', 'token-of-zeros', (link) =>
    tokenOf(link) === 'wA' ? withToken(link, zeros) : link,
  ),
  reading('links/client-action', 'any-action', (link) =>
    link.replace(/([?&]a=)[^&]*/, '$1bootstrap_organization'),
  ),
  reading('links/client-action', 'first-of-two', (link) => {
    const second = link.slice(link.search(/[?&]a=/) + 1).search(/&a=/);
    return second === -1 ? link : link.replace(/([?&]a=.*?)&a=[^&]*/, '$1');
  }),
  reading('links/client-action', 'absent', (link) =>
    namesOf(link).includes('a') ? link : `${link}&a=bootstrap_organization`,
  ),
  reading('links/client-host', 'own-machine', (link) => link.replace(/:\/\/(?=[:/])/, '://127.0.0.1')),
  reading('links/client-organization', 'first-segment', (link) =>
    link.replace(organizationOf(link), (path) => path.split('/')[0] ?? ''),
  ),
  reading('links/client-organization', 'default-name', (link) =>
    organizationOf(link) === '' ? link.replace(/(:\/\/[^/?]*)\/?(?=\?|$)/, '$1/Org') : link,
  ),
  reading('links/client-payload', 'any-size', (link) => {
    const value = Buffer.from(tokenOf(link), 'base64url');
    return value.length > 2 && value[0] === 0xc4 && value[1] !== 16 ? withToken(link, zeros) : link;
  }),
  reading('links/client-payload', 'stray-characters', (link) =>
    link.replace(tokenOf(link), (token) => token.replace(/[^\w-]/g, '')),
  ),
  reading('links/client-port', 'leading-digits', (link) => link.replace(/:(\d+)[a-z]\//, ':$1/')),
  reading('links/client-port', 'sixteen-bits', (link) =>
    link.replace(/:(\d+)\//, (_, port) => `:${Number(port) % 65_536}/`),
  ),
  reading('links/client-no-ssl', 'last-counts', (link) => {
    const values = parametersOf(link).filter((each) => each.startsWith('no_ssl='));
    return values.length > 1 ? link.replace(`${values[0]}&`, '') : link;
  }),
  reading(
    'links/client-no-ssl',
    'case-matters',
    refusedIf((link) => /no_ssl=[a-z]*[A-Z]/.test(link)),
  ),
  reading(
    'links/client-unknown-parameters',
    'refused',
    refusedIf((link) => namesOf(link).some((name) => !['a', 'p', 'no_ssl'].includes(name))),
  ),
  reading(
    'links/client-white-space',
    'refused-around',
    refusedIf((link) => link !== link.trim()),
  ),
  reading(
    'links/client-white-space',
    'refused-inside',
    refusedIf((link) => /\s/.test(link.trim())),
  ),
  reading(
    'links/http-form',
    'refused',
    refusedIf((link) => link.startsWith('http:')),
  ),
  reading('links/http-form', 'without-redirect', (link) =>
    link.replace(/^(https?:\/\/[^/]*)\/redirect\//, '$1/redirect/redirect/'),
  ),
  reading('links/http-form-tls-by-scheme', 'by-no-ssl', (link) =>
    link.includes('no_ssl=false') ? link.replace(/^http:/, 'https:') : link,
  ),
  reading(
    'links/invitation-link',
    'devices-only',
    refusedIf((link) => link.includes('a=claim_user')),
  ),
  reading(
    'links/invitation-link',
    'users-only',
    refusedIf((link) => link.includes('a=claim_device')),
  ),
  reading('links/invitation-link', 'any-action', (link) =>
    link.replace(/([?&]a=)(?!claim_)[^&]*/, '$1claim_user'),
  ),
  reading('links/organization-bad-utf8', 'replaced', (link) =>
    organizationText(link) === undefined ? link.replace(organizationOf(link), 'Org') : link,
  ),
  reading(
    'links/scheme-host-organization',
    'fixed-order',
    refusedIf((link) => namesOf(link).indexOf('p') < namesOf(link).indexOf('a')),
  ),
  ...(['latin-1', 'decomposed'] as const).map((how) =>
    changedInTransit('links/organization-percent-encoded', how, () => ({
      request: ({ url }) => {
        const [, base = '', path = ''] = /^(https?:\/\/[^/]*)(.*)$/.exec(url) ?? [];
        const text = decodeURIComponent(path);
        return { url: `${base}${how === 'latin-1' ? escape(text) : encodeURI(text.normalize('NFD'))}` };
      },
    })),
  ),
  naming('types/organization-id-accepted', 'at-most-31-bytes', (name) => (lengthOf(name) > 31 ? '~' : name)),
  naming('types/organization-id-accepted', 'ascii', (name) => (/^[\w-]*$/.test(name) ? name : '~')),
  naming('types/organization-id-characters', 'with-a-dot', (name) => name.replaceAll('.', '_')),
  naming('types/organization-id-characters', 'with-a-blank', (name) => name.replaceAll(' ', '_')),
  naming('types/organization-id-length', 'any-length', (name) => (lengthOf(name) > 32 ? 'Org' : name)),
  naming('types/organization-id-length', 'letters-counted', (name) =>
    lengthOf(name) > 32 && name.length <= 32 ? 'Org' : name,
  ),
];

interface Names {
  readonly email: string;
  readonly name: string;
  readonly device: string;
}

/** A mutant that takes other names than it is given. An empty name is refused. */
const taking = (
  requirement: RequirementId,
  how: string,
  take: (names: Names) => Partial<Names>,
): MutantClient =>
  mutantClient(requirement, how, {
    acts: (session) => ({
      ...session,
      bootstrap: (input) => session.bootstrap({ ...input, ...take(input) }),
    }),
  });

const takingDevice = (requirement: RequirementId, how: string, isTaken: (device: string) => boolean) =>
  taking(requirement, how, ({ device }) => (isTaken(device) ? { device: 'laptop' } : {}));
const takingName = (requirement: RequirementId, how: string, isTaken: (name: string) => boolean) =>
  taking(requirement, how, ({ name }) => (isTaken(name) ? { name: 'Somebody' } : {}));
const takingEmail = (requirement: RequirementId, how: string, isTaken: (email: string) => boolean) =>
  taking(requirement, how, ({ email }) => (isTaken(email) ? { email: 'somebody@example.com' } : {}));

const ofNames: readonly MutantClient[] = [
  taking('types/device-label-accepted', 'at-most-253-bytes', ({ device }) =>
    lengthOf(device) > 253 ? { device: '' } : {},
  ),
  takingDevice('types/device-label-length', 'any-length', (device) => lengthOf(device) > 255),
  takingDevice('types/device-label-length', 'one-more', (device) => lengthOf(device) === 256),
  takingDevice('types/device-label-length', 'empty', (device) => device === ''),
  takingDevice(
    'types/device-label-length',
    'letters-counted',
    (device) => lengthOf(device) > 255 && device.length <= 255,
  ),
  taking('types/human-label-accepted', 'at-most-247-bytes', ({ name }) =>
    lengthOf(name) > 247 ? { name: '' } : {},
  ),
  taking('types/human-label-accepted', 'no-parentheses', ({ name }) =>
    /[()]/.test(name) ? { name: '' } : {},
  ),
  ...[...'<>@,:;"['].map((character) =>
    takingName('types/human-label-characters', `with-${character}`, (name) => name.includes(character)),
  ),
  takingName('types/human-label-length', 'empty', (name) => name === ''),
  takingName('types/human-label-length', 'any-length', (name) => lengthOf(name) > 254),
  takingName('types/human-label-length', 'one-more', (name) => lengthOf(name) === 255),
  takingName(
    'types/human-label-length',
    'letters-counted',
    (name) => lengthOf(name) > 254 && name.length <= 254,
  ),
  takingEmail('types/email-is-bare-ascii', 'anything', (email) => !/^[^\s@]+@[\w.-]+$/.test(email)),
  takingEmail('types/email-is-bare-ascii', 'no-domain', (email) => email.endsWith('@')),
  takingEmail('types/email-redacted-domain', 'allowed', (email) => email.endsWith('@redacted.invalid')),
];

/** Replaces values in a command, at any depth. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(value);
  if (changed !== value || value instanceof Uint8Array || value instanceof Id || value instanceof Instant)
    return changed;
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, change)]));
}

const writing = (requirement: RequirementId, how: string, change: (value: unknown) => unknown) =>
  changedInTransit(requirement, how, () => ({
    request: ({ command }) => (command === undefined ? {} : { command: mapped(command, change) as Fields }),
  }));

const isInvited = ({ url }: Outgoing) => url.includes('/invited/');

const ofEncodings: readonly MutantClient[] = [
  writing('encoding/identifier-is-ext-2', 'text', (value) => (value instanceof Id ? value.hex : value)),
  writing('encoding/instant-is-ext-1', 'text', (value) => (value instanceof Instant ? String(value) : value)),
  changedInTransit('encoding/token-is-bin-16', 'text', () => ({
    request: ({ command }) =>
      command?.token instanceof Uint8Array
        ? { command: { ...command, token: Buffer.from(command.token).toString('hex') } }
        : {},
  })),
  writing('types/microseconds-kept', 'milliseconds', (value) =>
    value instanceof Instant ? new Instant(value.micros - (value.micros % 1000n)) : value,
  ),
  changedInTransit('types/token-text', 'base64', () => ({
    request: (to) =>
      isInvited(to)
        ? {
            headers: {
              ...to.headers,
              authorization: (to.headers.authorization ?? '').replace(/[0-9a-f]{32}/, (token) =>
                Buffer.from(token, 'hex').toString('base64url'),
              ),
            },
          }
        : {},
  })),
  mutantClient('types/token-hidden-in-logs', 'logged', {
    acts: (session) => ({
      ...session,
      bootstrap: async (input) => {
        const outcome = await session.bootstrap(input);
        const link = parseBootstrapUrl(input.link);
        const token = (link.ok && link.address.token) || new Uint8Array();
        return { ...outcome, output: `${outcome.output}${Buffer.from(token).toString('hex')}` };
      },
    }),
  }),
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * A mutant that reads the signed content of certificates otherwise. It verifies the signature of the
 * content that it was served.
 */
const readingContent = (
  requirement: RequirementId,
  how: string,
  read: (content: Uint8Array) => Uint8Array,
): MutantClient =>
  mutantClient(requirement, how, {
    options: (given) => {
      const served = new Map<string, Uint8Array>();
      const change = (certificate: unknown) => {
        if (!(certificate instanceof Uint8Array)) return certificate;
        const content = certificate.slice(64);
        const changed = read(content);
        served.set(hex(changed), content);
        return Uint8Array.from([...certificate.slice(0, 64), ...changed]);
      };
      const altered = changeInTransit(() => ({
        answer: ({ reply }) => {
          if (!Array.isArray(reply?.common_certificates)) return {};
          return { reply: { ...reply, common_certificates: reply.common_certificates.map(change) } };
        },
      }))(given);
      return withCrypto(({ verify }) => ({
        verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
          verify(key, served.get(hex(message)) ?? message, signature),
      }))(altered);
    },
  });

const documentIn = (content: Uint8Array): Fields | undefined => {
  const read = readDocument(content);
  return read.ok ? (read.document as Fields) : undefined;
};

/** A mutant that reads the fields of certificates otherwise. */
const readingFields = (
  requirement: RequirementId,
  how: string,
  type: string | undefined,
  read: (document: Fields) => Fields,
): MutantClient =>
  readingContent(requirement, how, (content) => {
    const document = documentIn(content);
    if (document === undefined || (type !== undefined && document.type !== type)) return content;
    return writeDocument({ ...document, ...read(document) } as Encodable);
  });

const sized = (key: unknown, size: (key: Uint8Array) => Uint8Array): unknown =>
  key instanceof Uint8Array ? size(key) : key;
const padded = (key: Uint8Array): Uint8Array => (key.length < 32 ? new Uint8Array(32).fill(7) : key);

const ofReadCertificates: readonly MutantClient[] = [
  readingContent('certificates/envelope', 'any-format', (content) =>
    Uint8Array.from([0, ...content.slice(1)]),
  ),
  readingContent('certificates/envelope', 'uncompressed-too', (content) => {
    if (documentIn(content) !== undefined) return content;
    try {
      return writeDocument(decode(content.slice(1)) as Encodable);
    } catch {
      return content;
    }
  }),
  mutantClient('certificates/envelope', 'another-format-written', {
    options: (given) =>
      withCrypto(({ sign }) => ({
        sign: (seed: Uint8Array, message: Uint8Array) =>
          sign(seed, message[0] === 0 ? message.with(0, 1) : message) as never,
      }))(
        changeInTransit(() => ({
          request: ({ command }) => {
            const certificates = Object.entries(command ?? {}).flatMap(([name, value]) =>
              name.endsWith('certificate') && value instanceof Uint8Array ? [[name, value.with(64, 1)]] : [],
            );
            return certificates.length === 0
              ? {}
              : { command: { ...command, ...Object.fromEntries(certificates) } };
          },
        }))(given),
      ),
  }),
  readingFields('user_certificate/fields', 'handle-absent-is-nil', 'user_certificate', (document) => ({
    human_handle: document.human_handle ?? null,
  })),
  readingFields('user_certificate/fields', 'profile-absent-is-standard', 'user_certificate', (document) => ({
    profile: document.profile ?? 'STANDARD',
  })),
  readingFields('user_certificate/fields', 'algorithm-absent', 'user_certificate', (document) => ({
    algorithm: document.algorithm ?? 'X25519_XSALSA20_POLY1305',
  })),
  readingFields('device_certificate/fields', 'label-absent-is-nil', 'device_certificate', (document) => ({
    device_label: document.device_label ?? null,
  })),
  readingFields('device_certificate/fields', 'algorithm-absent', 'device_certificate', (document) => ({
    algorithm: document.algorithm ?? 'ED25519',
  })),
  readingFields(
    'device_certificate/purpose-absent-is-standard',
    'refused',
    'device_certificate',
    (document) => ({ purpose: document.purpose ?? 'DUMMY' }),
  ),
  readingFields(
    'user_update_certificate/fields',
    'profile-absent-is-admin',
    'user_update_certificate',
    (document) => ({ new_profile: document.new_profile ?? 'ADMIN' }),
  ),
  readingFields('keys/sizes-in-client', 'padded', undefined, ({ public_key }) =>
    public_key === undefined ? {} : { public_key: sized(public_key, padded) },
  ),
  readingFields('keys/sizes-in-client', 'cut', undefined, ({ public_key }) =>
    public_key === undefined ? {} : { public_key: sized(public_key, (key) => key.slice(0, 32)) },
  ),
  readingFields('keys/sizes-in-client', 'verify-key-padded', undefined, ({ verify_key }) =>
    verify_key === undefined ? {} : { verify_key: sized(verify_key, padded) },
  ),
  readingFields('types/profile-is-one-of-three', 'any-case', undefined, ({ profile }) =>
    typeof profile === 'string' ? { profile: profile.toUpperCase() } : {},
  ),
  readingFields('types/profile-is-one-of-three', 'unknown-is-standard', undefined, ({ profile }) =>
    typeof profile === 'string' && !['ADMIN', 'STANDARD', 'OUTSIDER'].includes(profile)
      ? { profile: 'STANDARD' }
      : {},
  ),
];

/** Reference clients that each read or write a text, a value or a certificate otherwise. */
export const mutantsOfTexts: readonly MutantClient[] = [
  ...ofLinks,
  ...ofNames,
  ...ofEncodings,
  ...ofReadCertificates,
];
