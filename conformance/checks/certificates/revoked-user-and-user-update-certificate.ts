import type { Judge } from '../../src/judge/judge.ts';
import type { Enrolled } from '../../src/judge/members.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { CertificateChange } from '../../src/people/certificates.ts';
import { refusesCommand } from '../../src/vocabulary/matchers/refuses-command.ts';
import { certificatesOf } from '../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../src/vocabulary/organizations/shared-organization.ts';

/** The two kinds of certificates about a user: their requirements, and the fields of one only. */
const kinds = {
  revoked_user_certificate: {
    fieldsRule: 'revoked_user_certificate/fields',
    authorRule: 'revoked_user_certificate/author-never-nil',
    ownFields: {},
  },
  user_update_certificate: {
    fieldsRule: 'user_update_certificate/fields',
    authorRule: 'user_update_certificate/author-never-nil',
    ownFields: { new_profile: 'ADMIN' },
  },
} as const;
type Kind = keyof typeof kinds;

const makeCommand = (judge: Judge, kind: Kind, { alice, bob }: People, change: CertificateChange = {}) =>
  kind === 'revoked_user_certificate'
    ? judge.members.revocation(alice, bob.person, { revokedUserCertificate: change })
    : judge.members.profileChange(alice, bob.person, 'ADMIN', { userUpdateCertificate: change });

/** An organization with Bob, the subject of the certificates. */
interface People extends SharedOrganization {
  readonly bob: Enrolled;
}

const withBob = (judge: Judge, use: (people: People) => Promise<void>): Promise<void> =>
  withSharedOrganization(judge, async (sharedOrganization) =>
    use({ ...sharedOrganization, bob: await judge.members.enrol(sharedOrganization.alice, 'bob') }),
  );

/**
 * Asserts that each certificate with one altered field is refused and the valid one is accepted.
 */
const refusesChanges = (
  judge: Judge,
  kind: Kind,
  changesIn: (people: People) => Readonly<Record<string, CertificateChange>>,
): Promise<void> =>
  withBob(judge, async (people) => {
    const mistakes = Object.entries(changesIn(people)).map(
      ([what, change]) => [what, () => makeCommand(judge, kind, people, change)] as const,
    );
    await refusesCommand(judge, {
      author: people.alice,
      since: people.bob.enrolment.at,
      mistakes: Object.fromEntries(mistakes),
      honest: () => makeCommand(judge, kind, people),
    });
  });

/** Values that no such certificate may contain. */
const wrongFields = {
  revoked_user_certificate: [
    ['author', 'alice'],
    ['timestamp', null],
    ['timestamp', 1_700_000_000_000_000],
    ['user_id', null],
    ['user_id', 'bob'],
  ],
  user_update_certificate: [
    ['author', 'alice'],
    ['timestamp', null],
    ['timestamp', '2026-01-01T00:00:00Z'],
    ['user_id', null],
    ['new_profile', null],
    ['new_profile', 'OWNER'],
    ['new_profile', 'admin'],
  ],
} as const;

for (const kind of Object.keys(kinds) as Kind[]) {
  const { fieldsRule, authorRule, ownFields } = kinds[kind];

  verifies(fieldsRule, (judge) =>
    withBob(judge, async (people) => {
      const { alice, bob } = people;
      const change = makeCommand(judge, kind, people);
      judge.expect.reply(await judge.members.send(alice, change));
      const { common } = await certificatesOf(judge, alice, bob.enrolment.at);
      const content = judge.expect.certificate(common.at(-1), alice.device.key.verifyKey, `the ${kind}`);
      const { userId } = bob.person;
      const expected = { type: kind, author: alice.device.id, timestamp: change.at, user_id: userId };
      judge.expect.equal(content, { ...expected, ...ownFields }, `content of the ${kind}`);
    }),
  );

  verifies(fieldsRule, { case: 'absent' }, (judge) => {
    const names = ['type', 'author', 'timestamp', 'user_id', ...Object.keys(ownFields)];
    const absent = names.map((name) => [`no ${name}`, { fields: { [name]: undefined } }]);
    return refusesChanges(judge, kind, () => Object.fromEntries(absent));
  });

  verifies(fieldsRule, { case: 'wrong' }, (judge) => {
    const values = wrongFields[kind].map(([name, value]) => [
      `${name}: ${value}`,
      { fields: { [name]: value } },
    ]);
    return refusesChanges(judge, kind, () => Object.fromEntries(values));
  });

  verifies(authorRule, (judge) =>
    refusesChanges(judge, kind, ({ bootstrap }) => ({
      'no author, signed by the sender': { fields: { author: null } },
      'no author, signed by the root key': { fields: { author: null }, signedBy: bootstrap.root },
    })),
  );
}
