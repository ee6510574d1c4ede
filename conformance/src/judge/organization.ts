import type { Bootstrap } from '../people/bootstrap.ts';
import type { StartOptions } from '../targets/start-options.ts';
import { decode } from '../wire/decode.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Secrets } from '../wire/secrets.ts';
import type { Fields } from '../wire/values.ts';
import { type Administration, NO_ADMINISTRATION, type OrganizationSettings } from './administration.ts';
import { Expectations } from './expect.ts';
import { asRule, Failure, Unjudged } from './failure.ts';
import type { Member } from './members.ts';

/** A bootstrapped organization, its bootstrap, and its first device. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly bootstrap: Bootstrap;
  /** The first device. */
  readonly author: Member;
}

/** A new organization, which is not bootstrapped yet. */
export interface Organization {
  readonly id: string;
  /** The bootstrap token; null in spontaneous mode. */
  readonly token: Uint8Array | null;
  /** Absent in spontaneous mode. */
  readonly bootstrapUrl: string | undefined;
  /** The fields of the administration's reply to the creation; none in spontaneous mode. */
  readonly reply: Fields;
}

/** An organization that no request has created yet. Its bootstrap creates it in spontaneous mode. */
export const uncreatedOrganization = (id: string): Organization => ({
  id,
  token: null,
  bootstrapUrl: undefined,
  reply: {},
});

/**
 * Creates an organization with the administration API. Without an administration token, it creates
 * nothing: the bootstrap then creates the organization, if the target is in spontaneous mode.
 *
 * @throws Unjudged (`not-testable`) if neither is possible
 */
export async function createOrganization(
  id: string,
  settings: OrganizationSettings,
  administration: Administration,
  facts: { readonly administered: boolean; readonly spontaneous: boolean; readonly secrets: Secrets },
): Promise<Organization> {
  if (!facts.administered && facts.spontaneous && Object.keys(settings).length === 0) {
    return uncreatedOrganization(id);
  }
  if (!facts.administered) throw new Unjudged('not-testable', NO_ADMINISTRATION);
  const expect = new Expectations();
  const exchange = await administration.create(id, settings);
  const reply = expect.json(exchange, 200, 'creating an organization');
  const bootstrapUrl = expect.text(reply, 'bootstrap_url', exchange);
  const token = asRule(['links/bootstrap-link'], () => tokenIn(bootstrapUrl, facts.secrets, exchange));
  return { id, token, bootstrapUrl, reply };
}

/** The HTTP form of the link in the reply to a creation. No organization needs it. */
export const redirectionIn = (reply: Fields, exchange?: Exchange): string =>
  asRule(['organization_create/gives-both-links'], () =>
    new Expectations().text(reply, 'bootstrap_url_as_http_redirection', exchange),
  );

/** The token of the bootstrap link in an answer. A payload of another form is a failure. */
function tokenIn(link: string, secrets: Secrets, exchange: Exchange): Uint8Array {
  const token = tokenOf(link);
  if (token === undefined) {
    const payload = payloadOf(link) ?? '';
    // It may be the token in another form.
    if (payload !== '') secrets.text(payload, 'payload of the bootstrap link');
    const observed = describePayload(payload);
    throw new Failure({
      message: `bootstrap_url: the payload \`p\` must be ${PAYLOAD}; it is ${observed}`,
      expected: [{ text: `\`p\` in bootstrap_url: ${PAYLOAD}` }],
      observed: [{ text: observed }],
      exchange,
    });
  }
  secrets.bytes(token, 'bootstrap token');
  return token;
}

const PAYLOAD =
  'the unpadded URL-safe base64 of the msgpack of the token: the bytes c4 10, then the 16 bytes of the token';

const payloadOf = (link: string): string | undefined => /[?&]p=([^&]*)(?:&|$)/.exec(link)?.[1];

/** What a payload of another form than that of a token seems to be. */
function describePayload(payload: string): string {
  if (payload === '') return 'absent or empty';
  const bytes = Buffer.from(payload, 'base64url');
  if (!/^[A-Za-z0-9_-]+$/.test(payload)) return 'in other characters than A to Z, a to z, 0 to 9, - and _';
  if (bytes.length === 16) return '16 bytes without the msgpack header c4 10: the token itself, it seems';
  const raw = new TextDecoder('latin1').decode(bytes);
  if (/^[0-9a-f]{32}$/i.test(raw)) return 'a text of 32 hexadecimal digits: the token must be bytes';
  try {
    const value = decode(bytes);
    if (value instanceof Uint8Array) return `the msgpack of ${value.length} bytes`;
    return `the msgpack of ${typeof value === 'string' ? 'a text' : 'another value than bytes'}`;
  } catch {
    return `${bytes.length} bytes that are no msgpack`;
  }
}

/** The 16-byte token of a bootstrap link (`p` = base64url of msgpack bin 16), or undefined. */
export function tokenOf(link: string): Uint8Array | undefined {
  const payload = payloadOf(link) ?? '';
  const bytes = Buffer.from(/^[A-Za-z0-9_-]+$/.test(payload) ? payload : '', 'base64url');
  return bytes.length === 18 && bytes[0] === 0xc4 && bytes[1] === 16
    ? Uint8Array.from(bytes.subarray(2))
    : undefined;
}

/**
 * Options of a server for the settings of new organizations. No server has these defaults. All
 * checks of such options use the same ones, so that they share one instance.
 */
export const unusualDefaults = {
  initialActiveUsersLimit: 10,
  initialOutsiderAllowed: false,
  initialTos: { en_US: 'https://example.com/terms', fr_FR: 'https://example.com/conditions' },
} as const satisfies StartOptions;

/**
 * An option like {@link unusualDefaults} for the archiving period. It is separate, because not
 * every server has such an option.
 */
export const unusualPeriod = { initialArchivingPeriod: 86_401 } as const satisfies StartOptions;
