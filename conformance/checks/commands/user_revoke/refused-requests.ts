import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import {
  CONTENDERS,
  oneWinner,
  RACE_ROUNDS,
  RACE_STEP_MICROS,
} from '../../../src/vocabulary/matchers/race.ts';
import { verifiesUserCommand } from '../../../src/vocabulary/matchers/user-commands.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifiesUserCommand(
  {
    authorIsAdmin: 'user_revoke/author-is-admin',
    byAuthor: 'user_revoke/by-author',
    certificateDecodes: 'user_revoke/certificate-decodes',
    notOneself: 'user_revoke/not-oneself',
    userKnown: 'user_revoke/user-known',
    inWindow: 'user_revoke/in-window',
    laterThanLast: 'user_revoke/later-than-last',
  },
  (judge, author, person, { at, certificate = {} } = {}) =>
    judge.members.revocation(author, person, {
      ...(at === undefined ? {} : { at }),
      revokedUserCertificate: certificate,
    }),
);

verifies('user_revoke/revoked-once', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const revocation = await judge.members.revoke(alice, bob.person);
    const carol = await judge.members.enrol(alice, 'carol');
    const again = await judge.members.send(alice, judge.members.revocation(alice, bob.person), 'again');
    const reply = judge.expect.reply(again, 'user_already_revoked', 'a second revocation');
    const last = judge.expect.instant(reply, 'last_common_certificate_timestamp', again);
    judge.expect.that(
      last.micros >= revocation.at.micros && last.micros <= carol.enrolment.at.micros,
      'last_common_certificate_timestamp: that of the revocation, or of a later certificate',
      last,
      again,
    );
    const { common } = await certificatesOf(judge, alice, since);
    const history = joinCertificates(bob.enrolment, revocation, carol.enrolment).full;
    await expectCommon(judge, common, history, 'common certificates after the second revocation');
  }),
);

verifies('user_revoke/revoked-once', { case: 'concurrent' }, (judge) =>
  withSharedOrganization(judge, async ({ alice, adam }) => {
    for (let round = 1; round <= RACE_ROUNDS; round += 1) {
      const bob = await judge.members.enrol(alice, `bob-${round}`);
      const at = judge.now();
      const requests = Array.from({ length: CONTENDERS }, (_, index) => {
        const author = index % 2 === 0 ? alice : adam;
        return {
          author,
          made: judge.members.revocation(author, bob.person, { at: at.plus(RACE_STEP_MICROS * index) }),
        };
      });
      const winner = await oneWinner(judge, {
        what: `round ${round}`,
        calls: requests.map(
          ({ author, made }) =>
            () =>
              judge.members.send(author, made),
        ),
        lost: ['user_already_revoked', 'require_greater_timestamp'],
      });
      const { common } = await certificatesOf(judge, alice, bob.enrolment.at);
      await expectCommon(
        judge,
        common,
        requests[winner]?.made.added.full ?? [],
        `certificates since, after round ${round}`,
      );
      await judge.sleep((RACE_STEP_MICROS * CONTENDERS) / 1000);
    }
  }),
);
