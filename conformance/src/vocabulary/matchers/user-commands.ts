import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../judge/judge.ts';
import type { Enrolled } from '../../judge/members.ts';
import type { Bootstrapped } from '../../judge/organization.ts';
import type { Author } from '../../judge/rpc.ts';
import { verifies } from '../../judge/verifies.ts';
import type { Person } from '../../people/cast.ts';
import type { CertificateChange } from '../../people/certificates.ts';
import type { Instant } from '../../wire/values.ts';
import { enrolFormerAdmin } from '../actions/admin-changes.ts';
import { type SharedOrganization, withSharedOrganization } from '../organizations/shared-organization.ts';
import { undecodable } from './refuses-certificate.ts';
import { type PreparedCommand, refusesCommand } from './refuses-command.ts';
import { bootstrappedBehind, type Dated, expectOrder, expectWindow, sendDated } from './timestamps.ts';
import { wrongAuthors } from './wrong-authors.ts';

/** What a check alters in an honest `user_update` or `user_revoke`: its time, or its certificate. */
export interface UserCommandChanges {
  readonly at?: Instant;
  readonly certificate?: CertificateChange;
}

/** Makes a command of an ADMIN about a STANDARD user. It is not sent. */
export type MakeUserCommand = (
  judge: Judge,
  author: Author,
  person: Person,
  changes?: UserCommandChanges,
) => PreparedCommand;

/** The requirements that `user_update` and `user_revoke` have in common. */
interface UserCommandRules {
  readonly authorIsAdmin: RequirementId;
  readonly byAuthor: RequirementId;
  readonly certificateDecodes: RequirementId;
  readonly notOneself: RequirementId;
  readonly userKnown: RequirementId;
  readonly inWindow: RequirementId;
  readonly laterThanLast: RequirementId;
}

/** Registers the checks that `user_update` and `user_revoke` have in common. */
export function verifiesUserCommand(rules: UserCommandRules, make: MakeUserCommand): void {
  /**
   * Asserts that commands about bob with wrong certificates are refused, and an honest one is not.
   */
  const refuses = (
    judge: Judge,
    changesIn: (
      organization: SharedOrganization,
      bob: Enrolled,
    ) => Readonly<Record<string, CertificateChange>>,
  ) =>
    withSharedOrganization(judge, async (organization) => {
      const { alice, since } = organization;
      const bob = await judge.members.enrol(alice, 'bob');
      const mistakes = Object.entries(changesIn(organization, bob)).map(
        ([mistake, certificate]) => [mistake, () => make(judge, alice, bob.person, { certificate })] as const,
      );
      await refusesCommand(judge, {
        author: alice,
        since,
        before: [bob.enrolment],
        mistakes: Object.fromEntries(mistakes),
        honest: () => make(judge, alice, bob.person),
      });
    });

  verifies(rules.authorIsAdmin, { case: 'demoted' }, (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await enrolFormerAdmin(judge, alice, async (admin) =>
        judge.members.setProfile(admin, (await judge.members.enrol(admin, 'zoe')).person, 'OUTSIDER'),
      );
      const { person } = await judge.members.enrol(alice, 'mallory');
      const junk = { certificate: { signed: () => Buffer.from('junk') } };
      const refused = await judge.members.send(bob, make(judge, bob, person, junk), 'junk');
      judge.expect.reply(refused, 'author_not_allowed', 'a certificate that is junk');
      await judge.twin({
        broken: () => judge.members.send(bob, make(judge, bob, person)),
        refused: 'author_not_allowed',
        valid: () => judge.members.send(alice, make(judge, alice, person)),
      });
    }),
  );

  verifies(rules.byAuthor, (judge) =>
    refuses(judge, (organization, bob) => ({
      ...wrongAuthors(judge, organization),
      'signed by the user concerned': { signedBy: bob.device.key },
    })),
  );

  verifies(rules.certificateDecodes, (judge) =>
    refuses(judge, () => ({ ...undecodable, 'of another type': { fields: { type: 'device_certificate' } } })),
  );

  verifies(rules.notOneself, (judge) =>
    withSharedOrganization(judge, async ({ alice, phone, since }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      await refusesCommand(judge, {
        author: alice,
        since,
        before: [bob.enrolment],
        mistakes: { 'about oneself': () => make(judge, alice, alice.person) },
        honest: () => make(judge, alice, bob.person),
      });
      const info = await judge.rpc.authenticated(phone, { cmd: 'organization_info' });
      judge.expect.reply(info, 'ok', 'the other device of the author');
    }),
  );

  verifies(rules.userKnown, (judge) =>
    withSharedOrganization(judge, async ({ alice, since }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      await refusesCommand(judge, {
        author: alice,
        since,
        before: [bob.enrolment],
        mistakes: { 'about nobody': () => make(judge, alice, judge.cast.person('zack')) },
        refused: 'user_not_found',
        honest: () => make(judge, alice, bob.person),
      });
    }),
  );

  /** Adds bob to an organization of alice. */
  const withBob = async (
    judge: Judge,
    { author: alice }: Bootstrapped,
    enrol = () => judge.members.enrol(alice, 'bob'),
  ) => {
    const { person: bob } = await enrol();
    const dated: Dated = (then) => make(judge, alice, bob, { at: then });
    return { alice, dated };
  };

  verifies(rules.inWindow, { case: 'ahead' }, async (judge) => {
    const { alice, dated } = await withBob(judge, await judge.bootstrapped());
    await expectWindow(judge, alice, dated, 'ahead');
  });

  verifies(rules.inWindow, { case: 'behind' }, async (judge) => {
    const live = await bootstrappedBehind(judge);
    const { alice, dated } = await withBob(judge, live, () =>
      sendDated(judge, -311, (at) => judge.members.enrol(live.author, 'bob', { at })),
    );
    await expectWindow(judge, alice, dated, 'behind');
  });

  verifies(rules.laterThanLast, async (judge) => {
    const { alice, dated } = await withBob(judge, await judge.bootstrapped());
    const carol = await judge.members.enrol(alice, 'carol', { at: judge.now().plusSeconds(200) });
    await expectOrder(judge, alice, dated, carol.enrolment.at);
  });
}
