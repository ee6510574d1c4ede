import { accounts } from '../../src/faults/durability/accounts.ts';
import { expectDurable } from '../../src/faults/durability/durable-fact.ts';
import { pendingGreetings } from '../../src/faults/durability/pending-greetings.ts';
import { frozenLongAgo, permissions } from '../../src/faults/durability/permissions.ts';
import { usedTokens } from '../../src/faults/durability/used-tokens.ts';
import { visibleState } from '../../src/faults/durability/visible-state.ts';
import { afterReplies, chooseSteps, type Fault, insideRequests } from '../../src/faults/inject-fault.ts';
import { killAndRestart } from '../../src/faults/recovery.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { enrolmentScript, fullScript, growthScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';

const needs = ['faults', 'durable', 'administration'] as const;

/** Maximum number of kills in one check. */
const MAX_KILLS = 60;

/**
 * Maximum duration of all kills in one check, in ms. A server that starts slowly is killed less
 * often.
 */
const MAX_KILLS_MS = 30_000;

/** Kills the first node with SIGKILL. */
const killFault = ({ nodes: [node] }: FaultyDeployment): Fault => ({
  inject: async () => node?.kill(),
  recover: async () => node?.start(),
});

/** The number of kills that fit into `MAX_KILLS_MS`, estimated from one kill. */
async function killCount({ nodes: [node] }: FaultyDeployment): Promise<number> {
  const started = performance.now();
  await node?.kill();
  await node?.start();
  return Math.max(5, Math.min(MAX_KILLS, Math.floor(MAX_KILLS_MS / (performance.now() - started))));
}

verifies('durability/acknowledged-survives-kill', { needs }, async (judge) => {
  const deployment = await judge.deploy();
  const context = new ScriptContext([deployment.judge()]);
  const at = chooseSteps(judge, fullScript.length, await killCount(deployment));
  const tally = emptyTally();
  await runScript(context, fullScript, afterReplies(judge, killFault(deployment), at), tally);
  judge.note(`killed after ${at.size} of ${tally.acknowledged} replies`);
});

verifies('durability/unanswered-is-whole-or-absent', { needs }, async (judge) => {
  const deployment = await judge.deploy();
  const tally = emptyTally();
  const kills = Math.ceil((await killCount(deployment)) / 2);
  // Short scripts, whose steps each change more than one stored object.
  for (let remaining = kills; remaining > 0; remaining -= growthScript.length) {
    const at = chooseSteps(judge, growthScript.length, remaining);
    await runScript(
      new ScriptContext([deployment.judge()]),
      growthScript,
      insideRequests(judge, killFault(deployment), at),
      tally,
    );
  }
  judge.note(
    `killed ${kills} times: ${tally.applied} requests without a reply took effect, ${tally.notApplied} did not`,
  );
});

verifies('durability/journey-goes-on', { needs }, async (judge) => {
  const deployment = await judge.deploy();
  const context = new ScriptContext([deployment.judge()]);
  await runScript(
    context,
    enrolmentScript,
    afterReplies(judge, killFault(deployment), pendingSteps(judge)),
    emptyTally(),
  );
});

verifies('durability/acknowledged-survives-kill', { case: 'shown', needs }, async (judge) => {
  const deployment = await judge.deploy();
  await expectDurable([{ visibleState }], deployment.judge(), killAndRestart(deployment.nodes[0]));
});

verifies('durability/acknowledged-survives-kill', { case: 'spent', needs }, async (judge) => {
  const deployment = await judge.deploy();
  await expectDurable(
    [usedTokens, permissions, { frozenLongAgo }],
    deployment.judge(),
    killAndRestart(deployment.nodes[0]),
  );
});

verifies(
  'durability/acknowledged-survives-kill',
  { case: 'accounts', needs: ['faults', 'durable', 'mail'] },
  async (judge) => {
    const deployment = await judge.deploy({ mail: true });
    await expectDurable(
      [accounts(deployment.mailing())],
      deployment.judge(),
      killAndRestart(deployment.nodes[0]),
    );
  },
);

verifies('durability/journey-goes-on', { case: 'begun', needs }, async (judge) => {
  const deployment = await judge.deploy();
  await expectDurable([pendingGreetings], deployment.judge(), killAndRestart(deployment.nodes[0]));
});

/** The steps of the enrolment after which a client holds state for later, and some random ones. */
function pendingSteps(judge: Judge): Set<number> {
  const steps = new Set(chooseSteps(judge, enrolmentScript.length, 8));
  // After the creation, the bootstrap, the invitation, both starts, the first half, the enrolment.
  for (const step of [0, 1, 2, 4, 5, enrolmentScript.length - 2]) steps.add(step);
  return steps;
}
