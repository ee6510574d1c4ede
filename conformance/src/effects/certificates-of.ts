import type { Author, Fields, Judge } from '../judge/index.ts';
import type { Instant } from '../wire/index.ts';

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
