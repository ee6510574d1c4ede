import type { Exchange } from '../../src/exchange/index.ts';
import { greetingAt, type Half, hear, type Role } from '../../src/greeting/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const otherOf = (role: Role): Role => (role === 'greeter' ? 'claimer' : 'greeter');

/** No byte string that later halves bring stands in an answer. */
function expectNothingOf(judge: Judge, later: readonly Half[], answer: Exchange, what: string): void {
  for (const half of later)
    for (const value of Object.values(half))
      if (value instanceof Uint8Array)
        judge.expect.that(
          !Buffer.from(answer.body).includes(Buffer.from(value)),
          `${what} without what ${half.step} brings`,
          'it holds that',
          answer,
        );
}

for (const role of ['greeter', 'claimer'] as const) {
  const other = otherOf(role);

  verifies('greeting/no-half-ahead', { case: role }, async (judge) => {
    const { pair, attempt } = await greetingAt(judge, 0);
    const { halves } = pair[other];
    const asked = await pair[role].step(attempt, 0);
    judge.expect.reply(asked, 'not_ready', 'step 0 before the other side');
    expectNothingOf(judge, halves, asked, 'the answer `not_ready` to step 0');
    await hear(judge, pair, other, attempt, 0);
    for (let step = 0; step < 9; step += 1) {
      const heard = await hear(judge, pair, role, attempt, step);
      expectNothingOf(judge, halves.slice(step + 1), heard, `the answer to step ${step}`);
      if (step === 8) break;
      // From here on the other side is a step ahead.
      judge.expect.reply(await pair[other].step(attempt, step + 1), 'not_ready', 'a step ahead');
      const again = await hear(judge, pair, role, attempt, step, `step ${step} once more`);
      expectNothingOf(judge, halves.slice(step + 1), again, `the answer to step ${step} once more`);
    }
  });
}
