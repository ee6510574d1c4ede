import type { RequirementId } from '@parsec-spec/spec/requirements';
import { isEqual } from '../../judge/equal.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Author } from '../../judge/rpc.ts';
import type { Bootstrap } from '../../people/bootstrap.ts';
import type { Person } from '../../people/cast.ts';
import { certificateContent } from '../../people/certificates.ts';
import { apiVersion } from '../../wire/api-version.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { type Fields, Instant } from '../../wire/values.ts';
import { allCertificates } from '../actions/member-calls.ts';

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
    { ...allCertificates, common_after: after },
    { label: 'certificates' },
  );
  const reply = judge.expect.reply(exchange, 'ok', 'the certificates of the organization');
  return judge.under('certificate_get/four-collections', () => ({
    common: judge.expect.list(reply, 'common_certificates', exchange),
    sequester: judge.expect.list(reply, 'sequester_certificates', exchange),
    recovery: judge.expect.list(reply, 'shamir_recovery_certificates', exchange),
    realm: judge.expect.map(reply, 'realm_certificates', exchange),
  }));
}

/** Lists the users of an organization with the administration API, sorted by email. */
export async function listedUsers(judge: Judge, organization: string): Promise<readonly Fields[]> {
  const exchange = await judge.administration.users(organization, { label: 'users' });
  const users = judge.expect.list(judge.expect.json(exchange), 'users', exchange);
  return byEmail(users.map((user) => Object(user) as Fields));
}

/** The record of a user that the administration API must show. */
export const expectedUser = ({ userId, email, label }: Person, frozen: boolean): Fields => ({
  user_id: userId.hex,
  user_email: email,
  user_name: label,
  frozen,
});

const byEmail = (users: readonly Fields[]): readonly Fields[] =>
  users.toSorted((left, right) => (String(left.user_email) < String(right.user_email) ? -1 : 1));

/**
 * Asserts that the first device can call, and that the organization has exactly the certificates of
 * this bootstrap, byte for byte.
 */
export async function expectBootstrapped(
  judge: Judge,
  organization: string,
  bootstrap: Bootstrap,
): Promise<void> {
  const { user, device, sequester } = bootstrap.certificates;
  const served = await certificatesOf(judge, { organization, device: bootstrap.device });
  await expectCommon(judge, served.common, [user, device], 'common certificates');
  await judge.under(
    sequester === null
      ? 'organization_bootstrap/no-sequester-without-authority'
      : 'organization_bootstrap/sequester-authority-kept',
    () =>
      judge.expect.equal(served.sequester, sequester === null ? [] : [sequester], 'sequester certificates'),
  );
}

/**
 * Asserts that a reader receives exactly these common certificates, in this order. Certificates that
 * are missing, in another order or altered break rules of their own, whatever the check is about.
 */
export const expectCommon = (
  judge: Judge,
  common: readonly unknown[],
  expected: readonly Uint8Array[],
  what: string,
): Promise<void> => {
  const missing = expected.find((bytes) => !common.some((one) => isEqual(one, bytes)));
  const isMore = common.some((bytes) => !expected.some((one) => isEqual(one, bytes)));
  const rule = missing === undefined || isMore ? undefined : handedOutRule(missing, expected);
  return rule === undefined
    ? expectView(judge, common, expected, what)
    : judge.under(rule, () => judge.expect.equal(common, expected, what));
};

/**
 * Like {@link expectCommon}, but a missing certificate breaks the rules of the check. Use it where the
 * check is about which certificates a reader receives. Reordered or altered certificates still break
 * rules of their own.
 */
export async function expectView(
  judge: Judge,
  common: readonly unknown[],
  expected: readonly Uint8Array[],
  what: string,
): Promise<void> {
  const rules = rulesOfDifference(common, expected);
  const compare = () => judge.expect.equal(common, expected, what);
  await (rules === undefined ? compare() : judge.under(rules, compare));
}

/** The types of certificates that have no redacted form. */
const changeTypes: readonly unknown[] = ['revoked_user_certificate', 'user_update_certificate'];

function rulesOfDifference(
  common: readonly unknown[],
  expected: readonly Uint8Array[],
): readonly RequirementId[] | undefined {
  const isIn = (list: readonly unknown[]) => (one: unknown) => list.some((other) => isEqual(one, other));
  const missing = expected.filter((bytes) => !isIn(common)(bytes));
  const more = common.filter((bytes) => !isIn(expected)(bytes));
  if (more.some((bytes) => contentOf(bytes) === undefined))
    return ['certificate_get/bytes-as-uploaded', 'certificates/envelope'];
  if (more.some((bytes) => missing.some((one) => isEqual(contentOf(one), contentOf(bytes)))))
    return ['certificate_get/bytes-as-uploaded', 'certificates/signature-covers-content'];
  if (more.length > 0) return undefined;
  if (missing.length > 0)
    return missing.every((bytes) => changeTypes.includes(contentOf(bytes)?.type))
      ? ['certificate_get/others-types-unredacted', 'certificate_get/whole-history-to-everyone']
      : undefined;
  const times = common.map(timeOf);
  if (times.some((time, index) => time < (times[index - 1] ?? time)))
    return ['certificate_get/ordered-by-timestamp'];
  const isBootstrap = expected.every((bytes) => contentOf(bytes)?.author === null);
  return [
    'certificate_get/user-before-device',
    ...(isBootstrap ? (['organization_bootstrap/certificates-handed-out'] as const) : []),
  ];
}

/**
 * The rule by which the command that added a certificate makes the server return it. Undefined for a
 * type whose rule only the check knows.
 */
function handedOutRule(missing: Uint8Array, all: readonly Uint8Array[]): RequirementId | undefined {
  const { type, author } = contentOf(missing) ?? {};
  if (type === 'revoked_user_certificate') return 'user_revoke/certificate-handed-out';
  if (type === 'user_update_certificate') return 'user_update/changes-profile-at-once';
  if (type !== 'user_certificate' && type !== 'device_certificate') return undefined;
  if (author === null) return 'organization_bootstrap/certificates-handed-out';
  const hasUser = all.some(
    (bytes) => contentOf(bytes)?.type === 'user_certificate' && timeOf(bytes) === timeOf(missing),
  );
  return hasUser ? 'user_create/certificates-handed-out' : 'device_create/certificate-handed-out';
}

/** The content of a certificate; undefined for bytes that are none. */
function contentOf(bytes: unknown): Fields | undefined {
  try {
    return certificateContent(bytes as Uint8Array);
  } catch {
    return undefined;
  }
}

function timeOf(bytes: unknown): bigint {
  const timestamp = contentOf(bytes)?.timestamp;
  return timestamp instanceof Instant ? timestamp.micros : 0n;
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

/** Sends GET to the anonymous URL of an organization, to see whether it exists. */
export const probe = (judge: Judge, organization: string, label: string): Promise<Exchange> =>
  judge.http({
    target: `/anonymous/${organization}`,
    headers: [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
    ],
    label,
  });
