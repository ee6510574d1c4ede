import { expectDurable } from '../../src/faults/durability/durable-fact.ts';
import { permissions } from '../../src/faults/durability/permissions.ts';
import { usedTokens } from '../../src/faults/durability/used-tokens.ts';
import { visibleState } from '../../src/faults/durability/visible-state.ts';
import { chooseSteps, insideRequests } from '../../src/faults/inject-fault.ts';
import { killAndRestart, waitForRecovery, withinRefusalTimeout } from '../../src/faults/recovery.ts';
import { emptyTally, runScript } from '../../src/faults/run-script.ts';
import { growthScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import { waitForEvents } from '../../src/faults/wait-for-events.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { answerOf } from '../../src/judge/observation.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { DatabaseFaults } from '../../src/targets/deployment/deployment.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'database', 'administration'] as const;

/** The database of a deployment. The need `database` guarantees that there is one. */
function databaseOf({ database }: FaultyDeployment): DatabaseFaults {
  if (database === undefined) throw new Error('a deployment without the database that the target declares');
  return database;
}

/** Asserts that a request was refused in time. */
const expectRefused = (judge: Judge, answer: Exchange | undefined): void =>
  judge.expect.that(
    answer !== undefined && (answer.status === 0 || answer.status >= 500),
    'a 5xx or a closed connection within 10 s',
    answer === undefined ? 'no answer' : (answer.replyStatus ?? answer.status),
    answer,
  );

for (const [rule, supervised] of [
  ['durability/service-returns-with-database', true],
  ['durability/service-returns-by-itself', false],
] as const) {
  verifies(rule, { needs }, async (check) => {
    const deployment = await check.deploy();
    const judge = deployment.judge();
    const database = databaseOf(deployment);
    const context = new ScriptContext([judge]);
    const fault = {
      inject: async () => {
        await database.kill();
        // Two requests, so that the server uses more than one lost connection.
        for (const id of [judge.newName(), judge.newName()])
          await withinRefusalTimeout(judge, judge.administration.create(id), (answer) =>
            expectRefused(judge, answer),
          );
      },
      recover: async () => {
        await database.start();
        await waitForRecovery(
          judge,
          context.organization.id,
          supervised ? killAndRestart(deployment.nodes[0]) : undefined,
        );
      },
    };
    const plan = insideRequests(judge, fault, chooseSteps(judge, growthScript.length, supervised ? 2 : 1));
    await runScript(context, growthScript, plan, emptyTally());
    // Events may use a connection of their own, which must recover too.
    await waitForEvents([judge], context.actor('alice'));
  });
}

verifies('durability/slow-database-is-only-slow', { needs }, async (check) => {
  const deployment = await check.deploy();
  await databaseOf(deployment).slow(20);
  const plan = {
    onUnanswered: async (index: number, answer: Exchange) => failUnserved(deployment.judge(), index, answer),
  };
  await runScript(new ScriptContext([deployment.judge()]), growthScript, plan, emptyTally());
});

// On a slow database, requests that break a rule are still refused.
verifies('durability/slow-database-is-only-slow', { case: 'refusals', needs }, async (check) => {
  const deployment = await check.deploy();
  await expectDurable([usedTokens, permissions, { visibleState }], deployment.judge(), () =>
    databaseOf(deployment).slow(20),
  );
});

function failUnserved(judge: Judge, index: number, answer: Exchange): never {
  return judge.fail(
    `step ${index} was refused on a slow database`,
    'an answer, even a late one',
    answerOf(answer),
    answer,
  );
}

/** Duration of a pause of the database, in ms. */
const SILENCE_MS = 4000;

/** Faults of the database, and the number of their injections in one script. */
const databaseFaults = {
  killed: {
    injections: 2,
    inject: async (database: DatabaseFaults, judge: Judge) => {
      await database.kill();
      await judge.sleep(500);
      await database.start();
    },
  },
  'connections-cut': { injections: 5, inject: (database: DatabaseFaults) => database.cut() },
  'cut-off': {
    injections: 2,
    inject: async (database: DatabaseFaults, judge: Judge) => {
      await database.partition();
      await judge.sleep(500);
      await database.heal();
    },
  },
  silent: {
    injections: 1,
    inject: async (database: DatabaseFaults, judge: Judge) => {
      await database.pause();
      await judge.sleep(SILENCE_MS);
      await database.resume();
    },
  },
} as const;

for (const [name, { injections, inject }] of Object.entries(databaseFaults)) {
  verifies('durability/database-loss-leaves-no-half', { case: name, needs }, async (check) => {
    const deployment = await check.deploy();
    const judge = deployment.judge();
    const context = new ScriptContext([judge]);
    const fault = {
      inject: () => inject(databaseOf(deployment), judge),
      recover: () => waitForRecovery(judge, context.organization.id, killAndRestart(deployment.nodes[0])),
    };
    const plan = insideRequests(judge, fault, chooseSteps(judge, growthScript.length, injections));
    await runScript(context, growthScript, plan, emptyTally());
  });
}
