import { REFUSAL_TIMEOUT_MS, waitForRecovery } from '../../src/faults/recovery.ts';
import { emptyTally, type FaultPlan, runScript } from '../../src/faults/run-script.ts';
import { everyRequestScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext, type ScriptStep } from '../../src/faults/script-context.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'disk', 'durable', 'administration'] as const;

/**
 * Fills the disk before each request. The server must refuse the request with a 5xx and serve it
 * when there is room again, or acknowledge it and keep its effect over a kill. It can acknowledge a
 * request, because a store allocates space in chunks.
 */
verifies(
  [
    'durability/full-disk-loses-nothing',
    'durability/full-disk-is-refused',
    'durability/service-returns-with-space',
  ],
  { case: 'each-request', needs },
  async (check) => {
    const deployment = await check.deploy({ disk: true });
    const { disk, nodes } = deployment;
    if (disk === undefined) throw new Error('a deployment without the requested disk');
    const judge = deployment.judge();
    const context = new ScriptContext([judge]);
    let refusals = 0;
    const plan: FaultPlan = {
      onUnanswered: async (index, answer) => {
        refusals += 1;
        await expectRefused(judge, index, answer);
        await disk.free();
        await waitForRecovery(judge, context.organization.id);
      },
      onAnswered: async () => {
        await nodes[0]?.kill();
        await disk.free();
        await nodes[0]?.start();
        return true;
      },
    };
    const steps = everyRequestScript.map(({ name, make }): ScriptStep => {
      const fillAndMake = async (here: ScriptContext) => {
        await disk.fill();
        return await make(here);
      };
      return { name, make: fillAndMake };
    });
    await runScript(context, steps, plan, emptyTally());
    // The server acknowledged and kept every request, so no refusal was observed. The other checks
    // of a full disk send requests until there is no room.
    if (refusals === 0) judge.notApplicable('every request found room on a full disk');
  },
);

const expectRefused = (judge: Judge, index: number, answer: Exchange): Promise<void> =>
  judge.within(
    REFUSAL_TIMEOUT_MS,
    () =>
      judge.expect.that(
        answer.status >= 500 && answer.durationMs <= REFUSAL_TIMEOUT_MS,
        `step ${index}: a 5xx within 10 s`,
        answer.error ?? `${answer.status} after ${Math.round(answer.durationMs)} ms`,
        answer,
      ),
    performance.now() - answer.durationMs,
  );
