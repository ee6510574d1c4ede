import { matchesExpected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

const rounds = 3;
const contenders = 12;

/**
 * Twelve clients bootstrap one organization at the same time, each with its own root key. Their
 * timestamps differ by `step` µs.
 */
async function race(judge: Judge, step: number): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    const organization = await judge.organization();
    const at = judge.now();
    const bootstraps = Array.from({ length: contenders }, (_, index) =>
      judge.newBootstrap(organization, {
        root: judge.cast.signingKey(`root ${round} ${index}`),
        person: judge.cast.person(`contender-${round}-${index}`),
        at: at.plus(step * index),
      }),
    );
    const exchanges = await judge.atOnce(
      bootstraps.map((bootstrap, index) => () => {
        const label = `round ${round}, contender ${index + 1}`;
        return judge.bootstrap(organization, bootstrap, { label });
      }),
    );
    const winners = exchanges.flatMap((exchange, index) => (matchesExpected(exchange, 'ok') ? [index] : []));
    const [first = 0, second = 0] = winners;
    const won = `bootstraps that succeeded in round ${round}`;
    judge.expect.equal(winners.length, 1, won, exchanges[second]);
    for (const [index, exchange] of exchanges.entries()) {
      const loser = `loser ${index + 1} of round ${round}`;
      if (index !== first) judge.expect.answer(exchange, 'organization_already_bootstrapped', loser);
    }
    const winner = bootstraps[first];
    if (winner !== undefined) await expectBootstrapped(judge, organization.id, winner);
  }
}

verifies('organization_bootstrap/one-winner', (judge) => race(judge, 0));

// Equal timestamps hide a check-then-lock race in the server. Rising ones expose it.
verifies('organization_bootstrap/one-winner', { case: 'rising-timestamps' }, (judge) => race(judge, 1000));
