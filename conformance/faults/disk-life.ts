import type { Exchange } from '../src/exchange/index.ts';
import type { Judge } from '../src/judge/index.ts';
import {
  emptyTally,
  everyKind,
  type Fate,
  Life,
  lead,
  longestRefusal,
  type Step,
  servedAgain,
} from '../src/life/index.ts';
import { verifies } from '../src/verifies/index.ts';

const needs = ['faults', 'disk', 'durable', 'administration'] as const;

/**
 * Every kind of request comes upon a full disk, one after the other: each is refused by a 5xx and carried out when there is
 * room, or acknowledged, for a store takes its room in pieces, and kept though its process is killed right after it.
 */
verifies(
  [
    'durability/full-disk-loses-nothing',
    'durability/full-disk-is-refused',
    'durability/service-returns-with-space',
  ],
  { case: 'each-request', needs },
  async (check) => {
    const place = await check.deploy({ disk: true });
    const { disk, nodes } = place;
    if (disk === undefined) throw new Error('a deployment without the disk that was asked for');
    const judge = place.judge();
    const life = new Life([judge]);
    let refusals = 0;
    const fate: Fate = {
      unanswered: async (index, answer) => {
        refusals += 1;
        isClear(judge, index, answer);
        await disk.free();
        await servedAgain(judge, life.known.id);
      },
      afterwards: async () => {
        await nodes[0]?.kill();
        await disk.free();
        await nodes[0]?.start();
        return true;
      },
    };
    const filling = everyKind.map(({ name, make }): Step => {
      const fill = async (here: Life) => {
        await disk.fill();
        return await make(here);
      };
      return { name, make: fill };
    });
    await lead(life, filling, fate, emptyTally());
    // All of it is kept, but nothing of a refusal was seen: the other checks of the disk ask until there is no room any more.
    if (refusals === 0) judge.notApplicable('every request found room on a full disk');
  },
);

const isClear = (judge: Judge, index: number, answer: Exchange): void =>
  judge.expect.that(
    answer.status >= 500 && answer.durationMs <= longestRefusal,
    `step ${index}: a 5xx within 10 s`,
    answer.error ?? `${answer.status} after ${Math.round(answer.durationMs)} ms`,
    answer,
  );
