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

/** Reads the certificates that an author receives. `after` limits only the common ones. */
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

/** Lists the users of an organization with the administration API, sorted by email. */
export async function listedUsers(judge: Judge, organization: string): Promise<readonly Fields[]> {
  const exchange = await judge.administration.users(organization, { label: 'users' });
  const users = judge.expect.list(judge.expect.json(exchange), 'users', exchange);
  return byEmail(users.map((user) => Object(user) as Fields));
}

/** The entries of {@link listedUsers} that these people must have. */
export const expectedUsers = (
  thawed: readonly Person[],
  frozen: readonly Person[] = [],
): readonly Fields[] => {
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
 * Asserts that the first device can call, and that the organization has exactly the certificates of
 * this founding, byte for byte.
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

/** Reads the settings and the state of an organization with the administration API. */
export async function statusOf(judge: Judge, organization: string): Promise<Fields> {
  const exchange = await judge.administration.get(organization, { label: 'status' });
  return judge.expect.json(exchange, 200, 'the status of the organization');
}

/**
 * Like {@link statusOf}, but without the time of the terms, so that two organizations with the same
 * settings are equal.
 */
export async function settingsOf(judge: Judge, organization: string): Promise<Fields> {
  const { tos, ...settings } = await statusOf(judge, organization);
  return { ...settings, tos: tos === null ? null : Object(tos).per_locale_urls };
}
