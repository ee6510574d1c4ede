import type { Person } from '../../people/cast.ts';
import type { Founding } from '../../people/founding.ts';
import type { Instant } from '../../wire/values.ts';
import type { Fields } from '../expect.ts';
import type { Judge } from '../judge.ts';
import type { Author } from '../rpc.ts';

/** The reply of `certificate_get`, each list in the order served. */
export interface ServedCertificates {
  readonly common: readonly unknown[];
  readonly sequester: readonly unknown[];
  readonly recovery: readonly unknown[];
  /** By realm. */
  readonly realm: Fields;
}

/** Every certificate that an author is served, from the first one, or after a given moment. */
export async function certificatesOf(
  judge: Judge,
  author: Author,
  after: Instant | null = null,
): Promise<ServedCertificates> {
  const exchange = await judge.rpc.authenticated(
    author,
    {
      cmd: 'certificate_get',
      common_after: after,
      sequester_after: null,
      shamir_recovery_after: null,
      realm_after: {},
    },
    { label: 'certificates' },
  );
  const reply = judge.expect.reply(exchange, 'ok', 'the certificates of the organization');
  return {
    common: judge.expect.list(reply, 'common_certificates', exchange),
    sequester: judge.expect.list(reply, 'sequester_certificates', exchange),
    recovery: judge.expect.list(reply, 'shamir_recovery_certificates', exchange),
    realm: judge.expect.map(reply, 'realm_certificates', exchange),
  };
}

/**
 * The users of an organization as the administration lists them, by e-mail. Needs the
 * administration token.
 */
export async function listedUsers(judge: Judge, organization: string): Promise<readonly Fields[]> {
  const exchange = await judge.administration.users(organization, { label: 'users' });
  const users = judge.expect.list(judge.expect.json(exchange), 'users', exchange);
  return byEmail(users.map((user) => Object(user) as Fields));
}

/** The list entries of these people. Those of the second list are frozen. */
export const asListed = (thawed: readonly Person[], frozen: readonly Person[] = []): readonly Fields[] => {
  const shown = (isFrozen: boolean) => (person: Person) => ({
    user_id: person.userId.hex,
    user_email: person.email,
    user_name: person.label,
    frozen: isFrozen,
  });
  return byEmail([...thawed.map(shown(false)), ...frozen.map(shown(true))]);
};

const byEmail = (users: readonly Fields[]): readonly Fields[] =>
  users.toSorted((left, right) => (String(left.user_email) < String(right.user_email) ? -1 : 1));

/**
 * Asserts that the first device is accepted, and that the organization holds exactly the
 * certificates of this founding, byte for byte.
 */
export async function expectBootstrapped(
  judge: Judge,
  organization: string,
  founding: Founding,
): Promise<void> {
  const { user, device, sequester } = founding.certificates;
  const served = await certificatesOf(judge, { organization, device: founding.device });
  judge.expect.equal(served.common, [user, device], 'common certificates');
  judge.expect.equal(served.sequester, sequester === null ? [] : [sequester], 'sequester certificates');
}

/**
 * Settings and state of an organization from the administration API. Needs the administration
 * token.
 */
export async function statusOf(judge: Judge, organization: string): Promise<Fields> {
  const exchange = await judge.administration.get(organization, { label: 'status' });
  return judge.expect.json(exchange, 200, 'the status of the organization');
}

/**
 * The same without the time of its terms, so that two organizations of one configuration compare
 * equal.
 */
export async function settingsOf(judge: Judge, organization: string): Promise<Fields> {
  const { tos, ...settings } = await statusOf(judge, organization);
  return { ...settings, tos: tos === null ? null : Object(tos).per_locale_urls };
}
