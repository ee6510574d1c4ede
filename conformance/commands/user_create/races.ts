import type { Person } from '../../src/cast/index.ts';
import { joinHistories } from '../../src/certificate/index.ts';
import { certificatesOf } from '../../src/effects/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { oneWinner } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const rounds = 3;
const contenders = 8;
// Dates that rise: a server that looks before it locks is saved by equal dates, and by these it is not.
const step = 1000;

/** An organization with two ADMINs, who enrol in turn. */
async function twoAdmins(judge: Judge, settings = {}) {
  const { author: alice, founding } = await judge.bootstrapped(settings);
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  return { alice, adam, before: [founding, adam.enrolment] };
}

/** So many people of whom `alike` makes one thing the same. */
const crowd = (judge: Judge, round: number, alike: (person: Person, first: Person) => Person) => {
  const first = judge.cast.person(`newcomer-${round}-0`);
  return Array.from({ length: contenders }, (_, index) =>
    alike(judge.cast.person(`newcomer-${round}-${index}`), first),
  );
};

async function race(
  judge: Judge,
  alike: (person: Person, first: Person) => Person,
  lost: string,
): Promise<void> {
  const { alice, adam, before } = await twoAdmins(judge);
  const won = [...before];
  for (let round = 1; round <= rounds; round += 1) {
    const at = judge.now();
    const enrolments = crowd(judge, round, alike).map((person, index) => {
      const author = index % 2 === 0 ? alice : adam;
      return { author, made: judge.members.enrolment(author, { person, at: at.plus(step * index) }) };
    });
    const winner = await oneWinner(judge, {
      what: `round ${round}`,
      contenders: enrolments.map(
        ({ author, made }, index) =>
          () =>
            judge.members.send(author, made, `round ${round}, contender ${index + 1}`),
      ),
      lost: [lost, 'require_greater_timestamp'],
    });
    const made = enrolments[winner]?.made;
    if (made !== undefined) won.push(made);
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, joinHistories(...won).full, `common certificates after round ${round}`);
    // Later than whatever a loser was dated.
    await judge.sleep((step * contenders) / 1000);
  }
}

verifies('user_create/one-winner', { case: 'user-id' }, (judge) =>
  race(judge, (person, { userId }) => ({ ...person, userId }), 'user_already_exists'),
);

verifies('user_create/one-winner', { case: 'email' }, (judge) =>
  race(judge, (person, { email }) => ({ ...person, email }), 'human_handle_already_taken'),
);

verifies('user_create/one-winner', { case: 'device-id' }, (judge) =>
  race(
    judge,
    (person, { device }) => ({ ...person, device: { ...person.device, id: device.id } }),
    'user_already_exists',
  ),
);

verifies('user_create/limit-holds-under-load', { needs: ['administration'] }, async (judge) => {
  for (let round = 1; round <= rounds; round += 1) {
    const { alice, adam } = await twoAdmins(judge, { active_users_limit: 3 });
    const at = judge.now();
    const people = crowd(judge, round, (person) => person);
    await oneWinner(judge, {
      what: `round ${round}`,
      contenders: people.map((person, index) => () => {
        const author = index % 2 === 0 ? alice : adam;
        const made = judge.members.enrolment(author, { person, at: at.plus(step * index) });
        return judge.members.send(author, made, `round ${round}, contender ${index + 1}`);
      }),
      lost: ['active_users_limit_reached', 'require_greater_timestamp'],
    });
    const listed = await judge.administration.users(alice.organization);
    const users = judge.expect.list(judge.expect.json(listed), 'users', listed);
    judge.expect.equal(users.length, 3, `users under a limit of 3 after round ${round}`, listed);
  }
});
