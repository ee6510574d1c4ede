import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { type EventListener, eventListener } from '../../../src/played-server/event-listener.ts';
import { streamAnswers } from '../../../src/played-server/misbehaviours/answers.ts';

const rule = 'events/client-reconnects';

/**
 * Measures the pauses between the first `openings` requests for the event stream. The client's
 * pauses are divided by `pauseDivisor` and the result is multiplied by it, in ms.
 */
async function measurePauses(
  judge: ClientJudge,
  respond: EventListener['respond'],
  { openings, pauseDivisor }: { readonly openings: number; readonly pauseDivisor: number },
): Promise<readonly number[]> {
  const listener = await eventListener(judge, respond, { pauseDivisor });
  await listener.waitForStreamRequest(openings - 1, 20_000);
  await listener.stop();
  const times = listener.streamRequests.slice(0, openings).map(({ at }) => at);
  return times.slice(1).map((at, before) => Math.round((at - (times[before] ?? at)) * pauseDivisor));
}

/**
 * Asserts that the pauses grow in one of three tries. A busy machine can prolong an earlier pause.
 */
async function expectGrowth(
  judge: ClientJudge,
  measure: () => Promise<readonly number[]>,
  isGrowing: (delays: readonly number[]) => boolean,
  expected: string,
): Promise<void> {
  const started = performance.now();
  let delays = await measure();
  for (let tried = 1; tried < 3 && !isGrowing(delays); tried += 1) delays = await measure();
  const observed = `${delays.join(', ')} ms`;
  await judge.within(0, () => judge.expect.that(isGrowing(delays), expected, observed), started);
}

const longer = (one: number | undefined, other: number | undefined): boolean =>
  one !== undefined && other !== undefined && one > 1.2 * other + 100;

for (const name of ['refused', 'hung-up', 'let-go'] as const) {
  verifiesClient(rule, { case: `growing-delay-${name}`, timeout: 30_000 }, (judge) =>
    expectGrowth(
      judge,
      () => measurePauses(judge, streamAnswers[name], { openings: 3, pauseDivisor: 1 }),
      ([first, second]) => longer(second, first),
      'a second pause longer than the first',
    ),
  );
}

// Scille's client waits 0, 1, 5, 10, 30, then 60 s. The pauses are shortened if the client supports
// it.
verifiesClient(rule, { case: 'delay-grows-on', timeout: 30_000 }, (judge) =>
  expectGrowth(
    judge,
    () => measurePauses(judge, streamAnswers.refused, { openings: 5, pauseDivisor: 10 }),
    ([_, ...later]) => later.every((pause, at) => at === 0 || longer(pause, later[at - 1])),
    'each pause longer than the one before',
  ),
);

verifiesClient(rule, { case: 'delay-grows-after-retry', timeout: 30_000 }, (judge) =>
  expectGrowth(
    judge,
    () =>
      measurePauses(judge, (number) => (number === 0 ? streamAnswers.retry() : streamAnswers.refused()), {
        openings: 5,
        pauseDivisor: 10,
      }),
    ([first, ...later]) => longer(later.at(-1), first),
    'a last pause longer than the first',
  ),
);

/** Longest pause that a client may make, in ms. */
const MAX_PAUSE_MS = 300_000;

verifiesClient(
  rule,
  {
    case: 'delay-is-bounded',
    timeout: 30_000,
    why: 'A client whose delay grows without bound never reconnects.',
  },
  async (judge) => {
    const [many, pauseDivisor] = [12, 200];
    const started = performance.now();
    const listener = await eventListener(judge, streamAnswers.refused, { pauseDivisor });
    for (let number = 0; number < many; number += 1)
      await listener.waitForStreamRequest(number, MAX_PAUSE_MS / pauseDivisor + 5000);
    const [before = 0, last = 0] = listener.streamRequests.slice(many - 2, many).map(({ at }) => at);
    const pause = Math.round((last - before) * pauseDivisor);
    const expected = 'a pause of more than 2 s in the end';
    await judge.within(0, () => judge.expect.that(pause > 2000, expected, `${pause} ms`), started);
    await listener.stop();
  },
);
