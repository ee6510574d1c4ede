import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { MockReply, MockStream } from '../../../src/case/mock-server.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { type EventListener, eventListener, openStreamReply } from '../../../src/client/event-listener.ts';
import { configurationFrame } from '../../../src/client/staged-server.ts';

const rule = 'events/client-reconnects';

/** A server that sends its configuration and ends the stream at once. */
function letGo({ write, end }: MockStream): void {
  write(configurationFrame());
  end();
}

const down: MockReply = { status: 503 };

/** Pauses in ms between the first openings, of a client with normal reconnection delays. */
async function pauses(
  judge: ClientJudge,
  plays: EventListener['plays'],
  { openings, haste }: { readonly openings: number; readonly haste: number },
): Promise<readonly number[]> {
  const scene = await eventListener(judge, plays, { haste });
  await scene.opening(openings - 1, 20_000);
  await scene.stop();
  const times = scene.openings.slice(0, openings).map(({ at }) => at);
  return times.slice(1).map((at, before) => Math.round((at - (times[before] ?? at)) * haste));
}

/**
 * The pauses grow in one of three tries, because a delayed machine can make an earlier pause
 * longer.
 */
async function grows(
  judge: ClientJudge,
  measure: () => Promise<readonly number[]>,
  isGrowing: (found: readonly number[]) => boolean,
  expected: string,
): Promise<void> {
  let found = await measure();
  for (let tried = 1; tried < 3 && !isGrowing(found); tried += 1) found = await measure();
  judge.expect.that(isGrowing(found), expected, `${found.join(', ')} ms`);
}

const longer = (one: number | undefined, other: number | undefined): boolean =>
  one !== undefined && other !== undefined && one > 1.2 * other + 100;

for (const [name, reply] of [
  ['refused', down],
  ['hung-up', 'hang up'],
  ['let-go', { events: letGo }],
] satisfies [string, MockReply][]) {
  verifiesClient(rule, { case: `growing-delay-${name}`, timeout: 30_000 }, (judge) =>
    grows(
      judge,
      () => pauses(judge, () => reply, { openings: 3, haste: 1 }),
      ([first, second]) => longer(second, first),
      'a second pause longer than the first',
    ),
  );
}

// Scille's client waits 0, 1, 5, 10, 30, then 60 s. The check speeds up time where the client
// supports it.
verifiesClient(rule, { case: 'delay-grows-on', timeout: 30_000 }, (judge) =>
  grows(
    judge,
    () => pauses(judge, () => down, { openings: 5, haste: 10 }),
    ([_, ...later]) => later.every((pause, at) => at === 0 || longer(pause, later[at - 1])),
    'each pause longer than the one before',
  ),
);

verifiesClient(rule, { case: 'delay-grows-after-retry', timeout: 30_000 }, (judge) =>
  grows(
    judge,
    () => {
      const greets = openStreamReply(configurationFrame(), 'retry:1000\n\n');
      const ends: MockReply = {
        events: (stream) => {
          if (typeof greets !== 'string' && 'events' in greets) greets.events(stream);
          stream.end();
        },
      };
      return pauses(judge, (number) => (number === 0 ? ends : down), { openings: 5, haste: 10 });
    },
    ([first, ...later]) => longer(later.at(-1), first),
    'a last pause longer than the first',
  ),
);

const longest = 300_000;

verifiesClient(
  rule,
  {
    case: 'delay-is-bounded',
    timeout: 30_000,
    why: 'A delay that grows for ever is a client that never comes back.',
  },
  async (judge) => {
    const [many, haste] = [12, 200];
    const scene = await eventListener(judge, () => down, { haste });
    for (let number = 0; number < many; number += 1) await scene.opening(number, longest / haste + 5000);
    const [before = 0, last = 0] = scene.openings.slice(many - 2, many).map(({ at }) => at);
    const pause = Math.round((last - before) * haste);
    judge.expect.that(pause > 2000, 'a server that is down left alone for 2 s in the end', `${pause} ms`);
    await scene.stop();
  },
);
