import type { FaultyDeployment, Judge } from '../../src/case/judge.ts';
import { verifies } from '../../src/case/verifies.ts';
import { expectDurable } from '../../src/faults/durability/durable-fact.ts';
import { permissions } from '../../src/faults/durability/permissions.ts';
import { usedTokens } from '../../src/faults/durability/used-tokens.ts';
import { visibleState } from '../../src/faults/durability/visible-state.ts';
import { waitForEvents } from '../../src/faults/event-replay.ts';
import { chooseSteps, insideRequests } from '../../src/faults/inject-fault.ts';
import { waitForRecovery, withinRefusalTimeout } from '../../src/faults/recovery.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { growthScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import type { DatabaseFaults } from '../../src/targets/deployment/deployment.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'database', 'administration'] as const;

/**
 * The database of a deployment. The driver declares one, so its absence is an error of the driver.
 */
function databaseOf({ database }: FaultyDeployment): DatabaseFaults {
  if (database === undefined) throw new Error('a deployment without the database that the target declares');
  return database;
}

/** Expects a request that needs the database to be refused in time. */
const expectRefused = (judge: Judge, answer: Exchange | undefined): void =>
  judge.expect.that(
    answer !== undefined && (answer.status === 0 || answer.status >= 500),
    'a 5xx or a closed connection within 10 s',
    answer === undefined ? 'no answer' : (answer.replyStatus ?? answer.status),
    answer,
  );

/** Restarts the first node after it has exited. */
const restart =
  ({ nodes: [node] }: FaultyDeployment) =>
  async () => {
    await node?.kill();
    await node?.start();
  };

for (const [rule, supervised] of [
  ['durability/service-returns-with-database', true],
  ['durability/service-returns-by-itself', false],
] as const) {
  verifies(rule, { needs }, async (check) => {
    const deployment = await check.deploy();
    const judge = deployment.judge();
    const database = databaseOf(deployment);
    const context = new ScriptContext([judge]);
    const blow = {
      inject: async () => {
        await database.kill();
        // Makes the server meet the lost connections more than once.
        for (const id of [judge.newName(), judge.newName()])
          expectRefused(judge, await withinRefusalTimeout(judge, judge.administration.create(id)));
      },
      recover: async () => {
        await database.start();
        await waitForRecovery(judge, context.known.id, supervised ? restart(deployment) : undefined);
      },
    };
    const plan = insideRequests(judge, blow, chooseSteps(judge, growthScript.length, supervised ? 2 : 1));
    await runScript(context, growthScript, plan, emptyTally());
    // Event delivery may use another connection. It must recover too.
    await waitForEvents([judge], context.member('alice'));
  });
}

verifies('durability/slow-database-is-only-slow', { needs }, async (check) => {
  const deployment = await check.deploy();
  await databaseOf(deployment).slow(20);
  const slowly = {
    onUnanswered: async (index: number, answer: Exchange) => unserved(deployment.judge(), index, answer),
  };
  await runScript(new ScriptContext([deployment.judge()]), growthScript, slowly, emptyTally());
});

// A request that must be refused is still refused when the database is slow.
verifies('durability/slow-database-is-only-slow', { case: 'refusals', needs }, async (check) => {
  const deployment = await check.deploy();
  await expectDurable([usedTokens, permissions, { visibleState }], deployment.judge(), () =>
    databaseOf(deployment).slow(20),
  );
});

function unserved(judge: Judge, index: number, answer: Exchange): never {
  return judge.fail(
    `step ${index} was refused over a slow database`,
    'an answer, if a late one',
    answer.error ?? `HTTP ${answer.status}`,
    answer,
  );
}

/** Time in ms during which the database does not answer. */
const SILENCE_MS = 4000;

const databaseFaults = {
  killed: {
    most: 2,
    harm: async (database: DatabaseFaults, judge: Judge) => {
      await database.kill();
      await judge.sleep(500);
      await database.start();
    },
  },
  'connections-cut': { most: 5, harm: (database: DatabaseFaults) => database.cut() },
  'cut-off': {
    most: 2,
    harm: async (database: DatabaseFaults, judge: Judge) => {
      await database.partition();
      await judge.sleep(500);
      await database.heal();
    },
  },
  silent: {
    most: 1,
    harm: async (database: DatabaseFaults, judge: Judge) => {
      await database.pause();
      await judge.sleep(SILENCE_MS);
      await database.resume();
    },
  },
} as const;

for (const [name, { most, harm }] of Object.entries(databaseFaults)) {
  verifies('durability/database-loss-leaves-no-half', { case: name, needs }, async (check) => {
    const deployment = await check.deploy();
    const judge = deployment.judge();
    const context = new ScriptContext([judge]);
    const blow = {
      inject: () => harm(databaseOf(deployment), judge),
      recover: () => waitForRecovery(judge, context.known.id, restart(deployment)),
    };
    const plan = insideRequests(judge, blow, chooseSteps(judge, growthScript.length, most));
    await runScript(context, growthScript, plan, emptyTally());
  });
}
