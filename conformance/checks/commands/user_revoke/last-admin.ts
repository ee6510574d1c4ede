import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { PreparedCommand } from '../../../src/people/added-certificates.ts';
import { askFrozenUsers } from '../../../src/vocabulary/actions/member-calls.ts';
import { oneWinner, RACE_ROUNDS, RACE_STEP_MICROS } from '../../../src/vocabulary/matchers/race.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** The certificate by which one ADMIN revokes or demotes another at the given time. */
type Removal = (judge: Judge, author: Author, victim: Member, at: Instant) => PreparedCommand;

/** Two ADMINs revoke or demote each other concurrently. Exactly one succeeds and remains ADMIN. */
const raceOfTwoAdmins = (judge: Judge, removal: Removal): Promise<void> =>
  withSharedOrganization(judge, async ({ alice }) => {
    for (let round = 1; round <= RACE_ROUNDS; round += 1) {
      const eve = await judge.members.enrol(alice, `eve-${round}`, { profile: 'ADMIN' });
      const adam = await judge.members.enrol(alice, `adam-${round}`, { profile: 'ADMIN' });
      const at = judge.now();
      const removals = [
        { author: eve, made: removal(judge, eve, adam, at) },
        { author: adam, made: removal(judge, adam, eve, at.plus(RACE_STEP_MICROS)) },
      ];
      const winner = await oneWinner(judge, {
        what: `round ${round}`,
        calls: removals.map(
          ({ author, made }) =>
            () =>
              judge.members.send(author, made, `round ${round}, ${author.person.name}`),
        ),
        lost: [461, 'author_not_allowed', 'require_greater_timestamp'],
      });
      const survivor = removals[winner]?.author ?? alice;
      const frozen = await askFrozenUsers(judge, survivor);
      judge.expect.reply(frozen, 'ok', `the winner of round ${round}, still ADMIN`);
      const { common } = await certificatesOf(judge, survivor, adam.enrolment.at);
      judge.expect.equal(
        common,
        removals[winner]?.made.added.full,
        `certificates since, after round ${round}`,
      );
      await judge.sleep(RACE_STEP_MICROS / 1000);
    }
  });

verifies('user_revoke/an-admin-remains', { case: 'revocation' }, (judge) =>
  raceOfTwoAdmins(judge, (_, author, { person }, at) => judge.members.revocation(author, person, { at })),
);

verifies('user_revoke/an-admin-remains', { case: 'demotion' }, (judge) =>
  raceOfTwoAdmins(judge, (_, author, { person }, at) =>
    judge.members.profileChange(author, person, 'STANDARD', { at }),
  ),
);
