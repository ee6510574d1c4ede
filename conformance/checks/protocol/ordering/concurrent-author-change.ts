import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type Expected, matchesExpected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { PreparedCommand } from '../../../src/people/added-certificates.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { RACE_ROUNDS, RACE_STEP_MICROS } from '../../../src/vocabulary/matchers/race.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** A change of a user, and a concurrent command by that user with a later timestamp. */
interface Race {
  readonly profile: string;
  readonly changeUser: (judge: Judge, alice: Author, victim: Member, at: Instant) => PreparedCommand;
  readonly act: (judge: Judge, victim: Member, round: number, at: Instant) => PreparedCommand;
  /** The refusal of a user who was already changed. */
  readonly refused: Expected;
  /** The rule that states this refusal. */
  readonly refusal: RequirementId;
}

const enrols: Race['act'] = (judge, victim, round, at) =>
  judge.members.enrolment(victim, { person: judge.cast.newUser(`bob-${round}`), at });

const races: Readonly<Record<string, Race>> = {
  'enrolment-while-revoked': {
    profile: 'ADMIN',
    changeUser: (judge, alice, { person }, at) => judge.members.revocation(alice, person, { at }),
    act: enrols,
    refused: [461, 'author_not_allowed'],
    refusal: 'authentication/revoked-is-461',
  },
  'enrolment-while-demoted': {
    profile: 'ADMIN',
    changeUser: (judge, alice, { person }, at) =>
      judge.members.profileChange(alice, person, 'STANDARD', { at }),
    act: enrols,
    refused: 'author_not_allowed',
    refusal: 'user_create/author-is-admin',
  },
  'addition-while-revoked': {
    profile: 'STANDARD',
    changeUser: (judge, alice, { person }, at) => judge.members.revocation(alice, person, { at }),
    act: (judge, victim, _, at) => judge.members.addition(victim, { at }),
    refused: 461,
    refusal: 'authentication/revoked-is-461',
  },
};

for (const [name, { profile, changeUser, act, refused, refusal }] of Object.entries(races)) {
  verifies(
    'ordering/author-judged-with-history',
    {
      case: name,
      why: 'Clients refuse a history in which a user acts after being revoked or demoted.',
    },
    (judge) =>
      withSharedOrganization(judge, async ({ alice }) => {
        for (let round = 1; round <= RACE_ROUNDS; round += 1) {
          const eve = await judge.members.enrol(alice, `eve-${round}`, { profile });
          const at = judge.now();
          const change = changeUser(judge, alice, eve, at);
          const command = act(judge, eve, round, at.plus(RACE_STEP_MICROS));
          const calls = [
            () => judge.members.send(alice, change, `round ${round}, eve is changed`),
            () => judge.members.send(eve, command, `round ${round}, eve acts`),
          ];
          // The order of the two requests alternates.
          const isEven = round % 2 === 0;
          const answers = await judge.atOnce(isEven ? calls : calls.toReversed());
          const [changed, acted] = (isEven ? answers : answers.toReversed()) as readonly [Exchange, Exchange];
          judge.expect.answer(changed, ['ok', 'require_greater_timestamp'], `round ${round}, eve is changed`);
          const accepted: Expected = ['ok', ...[refused].flat()];
          await judge.under(refusal, () => judge.expect.answer(acted, accepted, `round ${round}, eve acts`));
          const changes = [
            ...(matchesExpected(changed, 'ok') ? [change] : []),
            ...(matchesExpected(acted, 'ok') ? [command] : []),
          ];
          judge.expect.equal(changes.length, 1, `successes of round ${round}`, acted);
          const { common } = await certificatesOf(judge, alice, eve.enrolment.at);
          judge.expect.equal(
            common,
            joinCertificates(...changes).full,
            `certificates since, after round ${round}`,
          );
          await judge.sleep(RACE_STEP_MICROS / 1000);
        }
      }),
  );
}
