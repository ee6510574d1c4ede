import { chooseSteps, insideRequests } from '../../src/faults/inject-fault.ts';
import { emptyTally, expectState, failUnanswered, runScript } from '../../src/faults/run-script.ts';
import { growthScript } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'nodes', 'administration'] as const;

verifies('durability/one-node-lost-is-no-outage', { needs }, async (check) => {
  const deployment = await check.deploy({ nodes: 2 });
  const [here, there] = [deployment.judge(0), deployment.judge(1)];
  const context = new ScriptContext([here]);
  const half = Math.floor(growthScript.length / 2);
  const plan = { onUnanswered: failUnanswered(there) };
  await runScript(context, growthScript.slice(0, half), plan, emptyTally());
  await deployment.nodes[0]?.kill();
  context.moveTo([there]);
  await expectState(context, 'the state that the lost node had acknowledged', emptyTally());
  await runScript(context, growthScript.slice(half), plan, emptyTally());
  await deployment.nodes[0]?.start();
  context.moveTo([here]);
  await expectState(context, 'the state at the restarted node', emptyTally());
});

// A node that is killed during a request may leave a lock behind that blocks the other node.
verifies('durability/one-node-lost-is-no-outage', { case: 'inside-requests', needs }, async (check) => {
  const deployment = await check.deploy({ nodes: 2 });
  const judges = [deployment.judge(0), deployment.judge(1)];
  const judge = deployment.judge();
  const context = new ScriptContext(judges.slice(0, 1));
  const at = chooseSteps(judge, growthScript.length, 6);
  let activeNode = 0;
  for (const [index, step] of growthScript.entries()) {
    if (!at.has(index)) {
      const plan = { onUnanswered: (_: number, answer: Exchange) => failUnanswered(judge)(index, answer) };
      await runScript(context, [step], plan, emptyTally());
      continue;
    }
    const victim = deployment.nodes[activeNode];
    const fault = {
      inject: async () => victim?.kill(),
      recover: async () => {
        activeNode = 1 - activeNode;
        context.moveTo(judges.slice(activeNode, activeNode + 1));
      },
    };
    // The script reads the state and repeats the step while that node is down.
    const plan = { ...insideRequests(judge, fault, new Set([0])), settlingMs: 2000 };
    await runScript(context, [step], plan, emptyTally());
    await victim?.start();
  }
});

verifies(
  'durability/one-node-lost-is-no-outage',
  { case: 'events', needs: [...needs, 'events'] },
  async (check) => {
    const deployment = await check.deploy({ nodes: 2 });
    const there = deployment.judge(1);
    const { author: alice } = await deployment.judge(0).bootstrapped();
    const open = await there.listen(alice);
    await deployment.nodes[0]?.kill();
    const second = await there.listen(alice);
    for (const name of ['bob', 'carol']) {
      const { token } = await inviteUser(there, alice, `${name}@example.com`);
      const event = { event: 'INVITATION', token, invitation_status: 'PENDING' } as const;
      await open.event(event, `the invitation of ${name}, on a stream opened before the kill`);
      await second.event(event, `the invitation of ${name}, on a stream opened after the kill`);
    }
  },
);
