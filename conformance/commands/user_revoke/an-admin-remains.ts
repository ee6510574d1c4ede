import { certificatesOf } from '../../src/effects/index.ts';
import type { Author, Judge, Member } from '../../src/judge/index.ts';
import { type Made, oneWinner } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import type { Instant } from '../../src/wire/index.ts';

const rounds = 4;

/** What one ADMIN does to another, dated so. */
type Strike = (judge: Judge, author: Author, victim: Member, at: Instant) => Made;

/** Two ADMINs strike each other at the same moment: one wins, and is ADMIN afterwards. */
async function duel(judge: Judge, strike: Strike): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    const { author: alice } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const [first, second] = round % 2 === 0 ? [alice, adam] : [adam, alice];
    const at = judge.now();
    const blows = [
      { author: first, made: strike(judge, first, second, at) },
      { author: second, made: strike(judge, second, first, at.plus(1000)) },
    ];
    const winner = await oneWinner(judge, {
      what: `round ${round}`,
      contenders: blows.map(
        ({ author, made }) =>
          () =>
            judge.members.send(author, made, `round ${round}, ${author.person.name}`),
      ),
      lost: [461, 'author_not_allowed', 'require_greater_timestamp'],
    });
    const survivor = blows[winner]?.author ?? alice;
    const frozen = await judge.rpc.authenticated(survivor, { cmd: 'list_frozen_users' });
    judge.expect.reply(frozen, 'ok', `the winner of round ${round}, still ADMIN`);
    const { common } = await certificatesOf(judge, survivor);
    judge.expect.equal(
      common.at(-1),
      blows[winner]?.made.history.full[0],
      `last common certificate of round ${round}`,
    );
  }
}

verifies('user_revoke/an-admin-remains', { case: 'revocation' }, (judge) =>
  duel(judge, (_, author, { person }, at) => judge.members.revocation(author, person, { at })),
);

verifies('user_revoke/an-admin-remains', { case: 'demotion' }, (judge) =>
  duel(judge, (_, author, { person }, at) => judge.members.profileChange(author, person, 'STANDARD', { at })),
);
