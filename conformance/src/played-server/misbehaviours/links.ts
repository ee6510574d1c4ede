import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type Misbehaviour, variants } from './misbehaviour.ts';

/** What a link says. */
export interface LinkParts {
  /** The link in the form `http://HOST/redirect/…`. */
  readonly httpLink: string;
  readonly token: Uint8Array;
}

/** Changes an honest bootstrap link. */
export type ChangeLink = (link: string, parts: LinkParts) => string;

/** Links that break the same requirement. */
export interface LinkGroup {
  readonly word: string;
  readonly rule: RequirementId;
  readonly does: string;
  readonly cases: Readonly<Record<string, ChangeLink>>;
}

/** The parameter `p` of a link: base64url of a msgpack bin with the token, or of nil. */
export const linkPayload = (token: Uint8Array | null): string =>
  Buffer.from(token === null ? [0xc0] : [0xc4, token.length, ...token]).toString('base64url');

const payload =
  (text: string): ChangeLink =>
  (link) =>
    link.replace(/p=[^&]*/, `p=${text}`);

const bin = (length: number): ChangeLink => payload(linkPayload(new Uint8Array(length)));

/** Replaces the path and the question mark. */
const path =
  (text: string): ChangeLink =>
  (link) =>
    link.replace(/(?<!\/)\/[^/?]+\?/, text);

const named = (name: string): ChangeLink => path(`/${encodeURIComponent(name)}?`);

/** Links that a client must refuse, by requirement. */
export const falseLinks: readonly LinkGroup[] = [
  {
    word: 'scheme',
    rule: 'links/client-scheme',
    does: 'hands out a bootstrap link with a wrong scheme',
    cases: {
      'parsec-without-3': (link) => link.replace('parsec3:', 'parsec:'),
      parsec4: (link) => link.replace('parsec3:', 'parsec4:'),
      ftp: (link) => link.replace('parsec3:', 'ftp:'),
      'http-without-redirect': (link) => link.replace('parsec3:', 'http:'),
      none: (link) => link.replace('parsec3://', ''),
    },
  },
  {
    word: 'host',
    rule: 'links/client-host',
    does: 'hands out a bootstrap link without a valid host',
    cases: {
      none: (link) => link.replace(/\/\/[^/]*\//, '///'),
      'port-alone': (link) => link.replace(/\/\/[^/:]*:/, '//:'),
      'bad-ipv4-address': (link) => link.replace(/\/\/[^/:]*:/, '//1270.0.1:'),
    },
  },
  {
    word: 'port',
    rule: 'links/client-port',
    does: 'hands out a bootstrap link with a wrong port',
    cases: {
      'no-number': (link) => link.replace(/:\d+\//, ':abc/'),
      'too-large': (link) => link.replace(/:\d+\//, ':99999/'),
      negative: (link) => link.replace(/:\d+\//, ':-1/'),
      // These lead to the server if the client reads leading digits only, or 16 bits.
      'digits-and-a-letter': (link) => link.replace(/:(\d+)\//, ':$1a/'),
      'too-large-by-65536': (link) =>
        link.replace(/:(\d+)\//, (_, port: string) => `:${Number(port) + 65_536}/`),
    },
  },
  {
    word: 'action',
    rule: 'links/client-action',
    does: 'hands out a bootstrap link with a wrong action',
    cases: {
      none: (link) => link.replace('a=bootstrap_organization&', ''),
      twice: (link) => `${link}&a=bootstrap_organization`,
      unknown: (link) => link.replace('bootstrap_organization', 'dummy'),
      empty: (link) => link.replace('bootstrap_organization', ''),
    },
  },
  {
    word: 'payload',
    rule: 'links/client-payload',
    does: 'hands out a bootstrap link with a wrong payload',
    cases: {
      none: (link) => link.replace(/&p=[^&]*/, ''),
      twice: (link, { token }) => `${link}&p=${linkPayload(token)}`,
      empty: payload(''),
      padded: (link) => `${link}=`,
      'standard-base64': payload(
        Buffer.from([0xc4, 16, ...new Uint8Array(16).fill(0xff)]).toString('base64'),
      ),
      'no-base64': payload('<dummy>'),
      'no-msgpack': payload('ZHVtbXk'),
      'an-empty-token': bin(0),
      '1-byte': bin(1),
      '15-bytes': bin(15),
      '17-bytes': bin(17),
      cut: payload(linkPayload(new Uint8Array(16)).slice(0, -2)),
    },
  },
  {
    word: 'organization',
    rule: 'links/client-organization',
    does: 'hands out a bootstrap link without a valid organization',
    cases: {
      none: path('/?'),
      'no-path': path('?'),
      'two-segments': path('/Org/more?'),
      'trailing-slash': path('/Org/?'),
      '33-bytes': path(`/${'x'.repeat(33)}?`),
      tilde: path('/Or~g?'),
      space: path('/Or%20g?'),
    },
  },
  {
    word: 'organization-length',
    rule: 'types/organization-id-length',
    does: 'hands out a bootstrap link with an organization of more than 32 bytes',
    cases: {
      '33-letters': named('x'.repeat(33)),
      '17-letters-of-2-bytes': named('é'.repeat(17)),
      '32-letters-of-2-bytes': named('é'.repeat(32)),
    },
  },
  {
    word: 'organization-characters',
    rule: 'types/organization-id-characters',
    does: 'hands out a bootstrap link with a character that no organization may have',
    cases: Object.fromEntries(
      Object.entries({ space: ' ', tilde: '~', dot: '.', at: '@', slash: '/', euro: '€', emoji: '😀' }).map(
        ([name, character]) => [name, named(`Or${character}g`)],
      ),
    ),
  },
  {
    word: 'organization-bad-utf8',
    rule: 'links/organization-bad-utf8',
    does: 'hands out a bootstrap link with an organization that is not UTF-8',
    cases: { 'lone-byte': path('/%C0?'), 'cut-letter': path('/%E9%96?') },
  },
  {
    word: 'no-ssl',
    rule: 'links/client-no-ssl',
    does: 'hands out a bootstrap link with a wrong no_ssl',
    cases: {
      twice: (link) => `${link}&no_ssl=true`,
      'twice-differing': (link) => `${link}&no_ssl=false`,
      'another-word': (link) => link.replace('no_ssl=true', 'no_ssl=dummy'),
      'a-number': (link) => link.replace('no_ssl=true', 'no_ssl=1'),
      empty: (link) => link.replace('no_ssl=true', 'no_ssl='),
    },
  },
];

/** Links that a client must accept, although they are unusual. The token stays, but in `no-token`. */
export const unusualLinks: readonly LinkGroup[] = [
  {
    word: 'no-token',
    rule: 'links/bootstrap-link-without-token',
    does: 'hands out a bootstrap link with nil instead of a token',
    cases: { plain: payload('wA') },
  },
  {
    word: 'http',
    rule: 'links/http-form',
    does: 'hands out the HTTP form of a bootstrap link',
    cases: { plain: (_, { httpLink }) => httpLink },
  },
  {
    word: 'http-no-ssl',
    rule: 'links/http-form-tls-by-scheme',
    does: 'hands out the HTTP form of a bootstrap link with a no_ssl that does not count',
    cases: { plain: (_, { httpLink }) => `${httpLink}&no_ssl=false` },
  },
  {
    word: 'no-ssl-true',
    rule: 'links/client-no-ssl',
    does: 'hands out a bootstrap link with no_ssl in another letter case',
    cases: { 'any-case': (link) => link.replace('no_ssl=true', 'no_ssl=True') },
  },
  {
    word: 'more-parameters',
    rule: 'links/client-unknown-parameters',
    does: 'hands out a bootstrap link with unknown parameters',
    cases: { plain: (link) => `${link}&dummy=x&other` },
  },
  {
    word: 'white-space',
    rule: 'links/client-white-space',
    does: 'hands out a bootstrap link with white space around it, or line breaks inside',
    cases: {
      around: (link) => ` \n${link}\t `,
      inside: (link) => `${link.slice(0, 40)}\r\n${link.slice(40, 50)}\t${link.slice(50)}`,
    },
  },
  {
    word: 'parameters-in-any-order',
    rule: 'links/scheme-host-organization',
    does: 'hands out a bootstrap link with its parameters in another order',
    cases: { 'any-order': (link) => link.replace(/\?(.*)&(a=.*)&(p=.*)$/, '?$3&$2&$1') },
  },
];

/** The misbehaviours that concern the bootstrap link of a new organization. */
export const linkMisbehaviours: readonly Misbehaviour[] = [...falseLinks, ...unusualLinks].map(
  ({ word, rule, does, cases }) =>
    variants({ name: 'link', word, requirements: [rule], does }, cases, (change) => (honest, { request }) => {
      if (!request.target.startsWith('/administration/organizations')) return honest;
      if (typeof honest === 'string' || !('body' in honest) || honest.body === undefined) return honest;
      const reply = createdOrganization(honest.body);
      if (reply === undefined) return honest;
      const { bootstrap_url: link, bootstrap_url_as_http_redirection: httpLink } = reply;
      const token = Buffer.from(/p=([^&]*)/.exec(link)?.[1] ?? '', 'base64url').subarray(2);
      return {
        ...honest,
        body: JSON.stringify({ ...reply, bootstrap_url: change(link, { httpLink, token }) }),
      };
    }),
);

interface CreatedOrganization {
  readonly bootstrap_url: string;
  readonly bootstrap_url_as_http_redirection: string;
}

function createdOrganization(body: Uint8Array | string): CreatedOrganization | undefined {
  try {
    const reply = JSON.parse(Buffer.from(body).toString()) as Partial<CreatedOrganization>;
    return typeof reply.bootstrap_url === 'string' ? (reply as CreatedOrganization) : undefined;
  } catch {
    return undefined;
  }
}
