import { type Expected, matchesExpected } from '../../../src/case/expect.ts';
import type { Judge } from '../../../src/case/judge.ts';
import { RACE_ROUNDS, RACE_STEP_MICROS } from '../../../src/case/matchers/race.ts';
import type { PreparedCommand } from '../../../src/case/matchers/refuses-command.ts';
import type { Member } from '../../../src/case/members.ts';
import { certificatesOf } from '../../../src/case/observations/organization.ts';
import { withSharedOrganization } from '../../../src/case/organizations/shared-organization.ts';
import type { Author } from '../../../src/case/rpc.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** A change to a user, and a concurrent act by that user with a later timestamp. */
interface Clash {
  readonly profile: string;
  readonly strike: (judge: Judge, alice: Author, victim: Member, at: Instant) => PreparedCommand;
  readonly act: (judge: Judge, victim: Member, round: number, at: Instant) => PreparedCommand;
  /** The refusal of a user who was already changed. */
  readonly refused: Expected;
}

const enrols: Clash['act'] = (judge, victim, round, at) =>
  judge.members.enrolment(victim, { person: judge.cast.newUser(`bob-${round}`), at });

const clashes: Readonly<Record<string, Clash>> = {
  'enrolment-while-revoked': {
    profile: 'ADMIN',
    strike: (judge, alice, { person }, at) => judge.members.revocation(alice, person, { at }),
    act: enrols,
    refused: [461, 'author_not_allowed'],
  },
  'enrolment-while-demoted': {
    profile: 'ADMIN',
    strike: (judge, alice, { person }, at) => judge.members.profileChange(alice, person, 'STANDARD', { at }),
    act: enrols,
    refused: 'author_not_allowed',
  },
  'addition-while-revoked': {
    profile: 'STANDARD',
    strike: (judge, alice, { person }, at) => judge.members.revocation(alice, person, { at }),
    act: (judge, victim, _, at) => judge.members.addition(victim, { at }),
    refused: 461,
  },
};

for (const [name, { profile, strike, act, refused }] of Object.entries(clashes)) {
  verifies(
    'ordering/author-judged-with-history',
    {
      case: name,
      why: 'Clients refuse a history in which somebody acts after the own revocation or demotion.',
    },
    (judge) =>
      withSharedOrganization(judge, async ({ alice }) => {
        for (let round = 1; round <= RACE_ROUNDS; round += 1) {
          const eve = await judge.members.enrol(alice, `eve-${round}`, { profile });
          const at = judge.now();
          const blow = strike(judge, alice, eve, at);
          const deed = act(judge, eve, round, at.plus(RACE_STEP_MICROS));
          const calls = [
            () => judge.members.send(alice, blow, `round ${round}, eve is struck`),
            () => judge.members.send(eve, deed, `round ${round}, eve acts`),
          ];
          // The order of the two requests alternates.
          const isEven = round % 2 === 0;
          const sent = await judge.atOnce(isEven ? calls : calls.toReversed());
          const [struck, acted] = (isEven ? sent : sent.toReversed()) as readonly [Exchange, Exchange];
          judge.expect.answer(struck, ['ok', 'require_greater_timestamp'], `round ${round}, eve is struck`);
          const accepted: Expected = ['ok', ...[refused].flat()];
          judge.expect.answer(acted, accepted, `round ${round}, eve acts`);
          const kept = [
            ...(matchesExpected(struck, 'ok') ? [blow] : []),
            ...(matchesExpected(acted, 'ok') ? [deed] : []),
          ];
          judge.expect.equal(kept.length, 1, `successes of round ${round}`, acted);
          const { common } = await certificatesOf(judge, alice, eve.enrolment.at);
          judge.expect.equal(
            common,
            joinCertificates(...kept).full,
            `certificates since, after round ${round}`,
          );
          await judge.sleep(RACE_STEP_MICROS / 1000);
        }
      }),
  );
}
