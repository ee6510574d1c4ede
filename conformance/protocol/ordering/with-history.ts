import { joinHistories } from '../../src/certificate/index.ts';
import { certificatesOf } from '../../src/effects/index.ts';
import { type Author, cameTo, type Judge, type Member } from '../../src/judge/index.ts';
import type { Made } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import type { Instant } from '../../src/wire/index.ts';

const rounds = 4;

/** What alice does to adam while he enrols somebody under a later date. */
const strikes: Readonly<Record<string, (judge: Judge, alice: Author, adam: Member, at: Instant) => Made>> = {
  revoked: (judge, alice, adam, at) => judge.members.revocation(alice, adam.person, { at }),
  demoted: (judge, alice, adam, at) => judge.members.profileChange(alice, adam.person, 'STANDARD', { at }),
};

for (const [name, strike] of Object.entries(strikes)) {
  verifies(
    'ordering/author-judged-with-history',
    {
      case: `enrolment-while-${name}`,
      why: 'Clients refuse a history in which somebody acts after the own revocation or demotion.',
    },
    async (judge) => {
      for (let round = 1; round <= rounds; round += 1) {
        const { author: alice, founding } = await judge.bootstrapped();
        const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
        // Bob's device is known to the server before the race, and adam's too.
        const at = judge.now();
        const blow = strike(judge, alice, adam, at);
        const enrolment = judge.members.enrolment(adam, { at: at.plus(1000) });
        const calls = [
          () => judge.members.send(alice, blow, `round ${round}, adam is ${name}`),
          () => judge.members.send(adam, enrolment, `round ${round}, adam enrols bob`),
        ];
        const sent = await judge.atOnce(round % 2 === 0 ? calls : calls.toReversed());
        const [struck, enrolled] = round % 2 === 0 ? sent : sent.toReversed();
        if (struck === undefined || enrolled === undefined) return;
        judge.expect.answer(struck, ['ok', 'require_greater_timestamp'], `round ${round}, adam is ${name}`);
        judge.expect.answer(enrolled, ['ok', 461, 'author_not_allowed'], `round ${round}, adam enrols`);
        const kept = [
          ...(cameTo(struck, 'ok') ? [blow] : []),
          ...(cameTo(enrolled, 'ok') ? [enrolment] : []),
        ];
        judge.expect.equal(kept.length, 1, `successes of round ${round}`, enrolled);
        const { common } = await certificatesOf(judge, alice);
        const history = joinHistories(founding, adam.enrolment, ...kept).full;
        judge.expect.equal(common, history, `common certificates after round ${round}`);
      }
    },
  );
}

// Whoever is revoked adds no device under a later date.
verifies('ordering/author-judged-with-history', { case: 'addition-while-revoked' }, async (judge) => {
  for (let round = 1; round <= rounds; round += 1) {
    const { author: alice, founding } = await judge.bootstrapped();
    const bob = await judge.members.enrol(alice, 'bob');
    const at = judge.now();
    const revocation = judge.members.revocation(alice, bob.person, { at });
    const addition = judge.members.addition(bob, { at: at.plus(1000) });
    const [revoked, added] = await judge.atOnce([
      () => judge.members.send(alice, revocation, `round ${round}, bob is revoked`),
      () => judge.members.send(bob, addition, `round ${round}, bob adds a device`),
    ]);
    if (revoked === undefined || added === undefined) return;
    judge.expect.answer(revoked, ['ok', 'require_greater_timestamp'], `round ${round}, bob is revoked`);
    judge.expect.answer(added, ['ok', 461], `round ${round}, bob adds a device`);
    const kept = [...(cameTo(revoked, 'ok') ? [revocation] : []), ...(cameTo(added, 'ok') ? [addition] : [])];
    judge.expect.equal(kept.length, 1, `successes of round ${round}`, added);
    const { common } = await certificatesOf(judge, alice);
    const history = joinHistories(founding, bob.enrolment, ...kept).full;
    judge.expect.equal(common, history, `common certificates after round ${round}`);
  }
});
