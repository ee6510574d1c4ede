import type { Founding } from '../people/founding.ts';
import type { StartOptions } from '../targets/start-options.ts';
import { type Administration, NO_ADMINISTRATION, type OrganizationSettings } from './administration.ts';
import { Expectations } from './expect.ts';
import { Unjudged } from './failure.ts';
import type { Member } from './members.ts';
import type { Secrets } from './redaction.ts';

/** A bootstrapped organization, its bootstrap, and its first device. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly founding: Founding;
  /** The first device. */
  readonly author: Member;
}

/** A new organization, which is not bootstrapped yet. */
export interface Organization {
  readonly id: string;
  /** The bootstrap token; null in spontaneous mode. */
  readonly token: Uint8Array | null;
  /** Links from the administration API; absent in spontaneous mode. */
  readonly bootstrapUrl: string | undefined;
  readonly bootstrapUrlAsHttpRedirection: string | undefined;
}

/** An organization that no request has created yet. Its bootstrap creates it in spontaneous mode. */
export const uncreatedOrganization = (id: string): Organization => ({
  id,
  token: null,
  bootstrapUrl: undefined,
  bootstrapUrlAsHttpRedirection: undefined,
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
  const answer = expect.json(exchange, 200, 'creating an organization');
  const bootstrapUrl = expect.text(answer, 'bootstrap_url', exchange);
  const token = tokenOf(bootstrapUrl);
  expect.that(
    token !== undefined,
    'bootstrap_url with a payload `p` that holds a 16-byte token',
    bootstrapUrl,
    exchange,
  );
  if (token !== undefined) facts.secrets.bytes(token, 'bootstrap token');
  const bootstrapUrlAsHttpRedirection = expect.text(answer, 'bootstrap_url_as_http_redirection', exchange);
  return { id, token: token ?? null, bootstrapUrl, bootstrapUrlAsHttpRedirection };
}

/** The 16-byte token of a bootstrap link (`p` = base64url of msgpack bin 16), or undefined. */
export function tokenOf(link: string): Uint8Array | undefined {
  const payload = Buffer.from(/[?&]p=([A-Za-z0-9_-]+)(?:&|$)/.exec(link)?.[1] ?? '', 'base64url');
  return payload.length === 18 && payload[0] === 0xc4 && payload[1] === 16
    ? Uint8Array.from(payload.subarray(2))
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
