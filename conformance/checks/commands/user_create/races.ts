import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { Person } from '../../../src/people/cast.ts';
import {
  CONTENDERS,
  oneWinner,
  RACE_ROUNDS,
  RACE_STEP_MICROS,
  raceForCertificates,
} from '../../../src/vocabulary/matchers/race.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const newUser = (judge: Judge, round: number, index: number): Person =>
  judge.cast.newUser(`newcomer-${round}-${index}`);

/**
 * Enrols several users concurrently. `alike` gives each of them a property of the first user of the
 * round.
 */
async function race(
  judge: Judge,
  alike: (person: Person, first: Person) => Person,
  lost: string,
): Promise<void> {
  await withSharedOrganization(judge, ({ alice, adam, since }) =>
    raceForCertificates(judge, {
      reader: alice,
      since,
      contender: (round, index, at) => {
        const author = index % 2 === 0 ? alice : adam;
        const person = alike(newUser(judge, round, index), newUser(judge, round, 0));
        return { author, made: judge.members.enrolment(author, { person, at }) };
      },
      lost: [lost, 'require_greater_timestamp'],
    }),
  );
}

verifies('user_create/one-winner', { case: 'user-id' }, (judge) =>
  race(judge, (person, { userId }) => ({ ...person, userId }), 'user_already_exists'),
);

verifies('user_create/one-winner', { case: 'email' }, (judge) =>
  race(judge, (person, { email }) => ({ ...person, email }), 'human_handle_already_taken'),
);

verifies('user_create/device-id-new', { case: 'concurrent' }, (judge) =>
  race(
    judge,
    (person, { device }) => ({ ...person, device: { ...person.device, id: device.id } }),
    'user_already_exists',
  ),
);

verifies('user_create/limit-holds-under-load', { needs: ['administration'] }, async (judge) => {
  for (let round = 1; round <= RACE_ROUNDS; round += 1) {
    const { author: alice } = await judge.bootstrapped({ active_users_limit: 3 });
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const at = judge.now();
    await oneWinner(judge, {
      what: `round ${round}`,
      calls: Array.from({ length: CONTENDERS }, (_, index) => () => {
        const author = index % 2 === 0 ? alice : adam;
        const person = newUser(judge, round, index);
        const enrolment = judge.members.enrolment(author, { person, at: at.plus(RACE_STEP_MICROS * index) });
        return judge.members.send(author, enrolment, `round ${round}, contender ${index + 1}`);
      }),
      lost: ['active_users_limit_reached', 'require_greater_timestamp'],
    });
    const listed = await judge.administration.users(alice.organization);
    const users = judge.expect.list(judge.expect.json(listed), 'users', listed);
    judge.expect.equal(users.length, 3, `users with a limit of 3 after round ${round}`, listed);
  }
});
