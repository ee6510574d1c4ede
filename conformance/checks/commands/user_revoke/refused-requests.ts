import { verifies } from '../../../src/judge/verifies.ts';
import {
  CONTENDERS,
  oneWinner,
  RACE_ROUNDS,
  RACE_STEP_MICROS,
} from '../../../src/vocabulary/matchers/race.ts';
import { bootstrappedBehind, expectWindow, sendDated } from '../../../src/vocabulary/matchers/timestamps.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

// Only an organization that is old enough has room for a date in the past.
verifies('user_revoke/in-window', { case: 'behind' }, async (judge) => {
  const { author } = await bootstrappedBehind(judge);
  const bob = await sendDated(judge, -311, (at) => judge.members.enrol(author, 'bob', { at }));
  const dated = (at: Instant) => judge.members.revocation(author, bob.person, { at });
  await expectWindow(judge, author, dated, 'behind');
});

verifies('user_revoke/revoked-once', { case: 'tells-last-time' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
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
