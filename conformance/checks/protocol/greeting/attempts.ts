import { matchesExpected } from '../../../src/judge/expect.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { roles } from '../../../src/people/greeting-steps.ts';
import {
  attemptIn,
  expectPeerStep,
  invitedPair,
  joinAttempt,
  start,
} from '../../../src/vocabulary/actions/greeting.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';

// The model sees no times.
for (const first of roles) {
  verifies('greeting/restart-cancels', { case: first }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const old = await joinAttempt(judge, pair);
    const by = judge.now();
    await start(judge, pair[first]);
    for (const side of [pair.greeter, pair.claimer]) {
      const answer = await side.step(old, 0);
      const what = `step 0 of the ${side.role} on the old attempt`;
      const reply = judge.expect.reply(answer, 'greeting_attempt_cancelled', what);
      const expected = [first.toUpperCase(), 'AUTOMATICALLY_CANCELLED'];
      judge.expect.equal([reply.origin, reply.reason], expected, `origin and reason of ${what}`, answer);
      const at = judge.expect.instant(reply, 'timestamp', answer);
      expectRecent(judge, at, by, 'the time of the second start', answer);
    }
  });
}

const rounds = 4;

verifies(
  'greeting/both-get-one-attempt',
  { case: 'at-once', why: 'Both sides may start at the same moment. They must get the same attempt.' },
  async (judge) => {
    for (let round = 1; round <= rounds; round += 1) {
      const { pair } = await invitedPair(judge);
      const starts = [() => pair.greeter.startAttempt(), () => pair.claimer.startAttempt()];
      if (round % 2 === 0) starts.reverse();
      const [one, other] = (await judge.atOnce(starts)).map((answer) =>
        attemptIn(judge, answer, `a start of round ${round}`),
      );
      judge.expect.equal(one, other, `the attempts of round ${round}`);
      if (one === undefined) return;
      const halves = await judge.atOnce([() => pair.greeter.step(one, 0), () => pair.claimer.step(one, 0)]);
      const count = halves.filter((answer) => matchesExpected(answer, 'ok')).length;
      for (const answer of halves) judge.expect.answer(answer, ['ok', 'not_ready'], 'step 0');
      judge.expect.that(
        count >= 1,
        'at least one side that receives the half of the other',
        count,
        halves[0],
      );
      await expectPeerStep(judge, pair, 'greeter', one, 0);
      await expectPeerStep(judge, pair, 'claimer', one, 0);
    }
  },
);
