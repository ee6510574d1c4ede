import { killAndRestart, waitForRecovery } from '../../src/faults/recovery.ts';
import { waitForEvents } from '../../src/faults/wait-for-events.ts';
import type { FaultyDeployment, Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { ServerNode } from '../../src/targets/deployment/deployment.ts';
import { askOrganization } from '../../src/vocabulary/actions/member-calls.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

// A node that learns of changes at other nodes through a dedicated connection may miss a change
// during a cut, or all later changes.
const needs = ['faults', 'nodes', 'database', 'administration'] as const;

/** A node, and a judge that calls it. */
interface JudgedNode {
  readonly judge: Judge;
  readonly node: ServerNode | undefined;
}

const judgedNodesOf = (deployment: FaultyDeployment): readonly [JudgedNode, JudgedNode] => [
  { judge: deployment.judge(0), node: deployment.nodes[0] },
  { judge: deployment.judge(1), node: deployment.nodes[1] },
];

/** Maximum time during which a request is retried, in ms. */
const RETRY_TIMEOUT_MS = 20_000;

/** Number of consecutive refused connections after which a node counts as exited. */
const MAX_REFUSED_CONNECTIONS = 30;

/** Retries a request until it is answered without a 5xx, or `RETRY_TIMEOUT_MS` has passed. */
function sendUntilAnswered(node: JudgedNode, send: (judge: Judge) => Promise<Exchange>): Promise<Exchange> {
  return node.judge.within(RETRY_TIMEOUT_MS, () => sendRepeatedly(node, send));
}

async function sendRepeatedly(
  node: JudgedNode,
  send: (judge: Judge) => Promise<Exchange>,
): Promise<Exchange> {
  const due = performance.now() + RETRY_TIMEOUT_MS;
  for (let refusals = 0; ; ) {
    const answer = await send(node.judge);
    if ((answer.status !== 0 && answer.status < 500) || performance.now() > due) return answer;
    refusals = answer.error === 'ECONNREFUSED' ? refusals + 1 : 0;
    if (refusals === MAX_REFUSED_CONNECTIONS) await killAndRestart(node.node)();
    await node.judge.sleep(50);
  }
}

verifies('durability/shut-out-on-every-node', { case: 'after-a-cut', needs }, async (check) => {
  const deployment = await check.deploy({ nodes: 2 });
  const [here, there] = judgedNodesOf(deployment);
  const { judge } = here;
  const { author: alice } = await judge.bootstrapped();
  for (const who of ['bob', 'carol']) {
    const user = await judge.members.enrol(alice, who);
    for (const node of [here, there, there])
      judge.expect.reply(await askOrganization(node.judge, user), 'ok', `${who} at first`);
    const revocation = judge.members.revocation(alice, user.person);
    await deployment.database?.cut();
    const revoked = await sendUntilAnswered(here, ({ members }) =>
      members.send(alice, revocation, `revoking ${who}`),
    );
    // An earlier attempt may have taken effect although its answer was lost.
    const expected = ['ok', 'user_already_revoked', 'require_greater_timestamp'];
    judge.expect.answer(revoked, expected, `revoking ${who}`);
    const answer = await sendUntilAnswered(there, (far) => askOrganization(far, user));
    there.judge.expect.answer(answer, 461, `${who}, revoked at the other node`);
    for (const node of [here, there])
      await waitForRecovery(node.judge, alice.organization, killAndRestart(node.node));
  }
});

verifies(
  'durability/events-cross-nodes',
  { case: 'after-a-cut', needs: [...needs, 'events'] },
  async (check) => {
    const deployment = await check.deploy({ nodes: 2 });
    const nodes = judgedNodesOf(deployment);
    const [{ judge: here }] = nodes;
    const { author: alice } = await here.bootstrapped();
    // Streams are open at the time of the cut. The server may end them.
    for (const { judge } of nodes) await judge.listen(alice);
    await deployment.database?.cut();
    for (const node of nodes)
      await waitForRecovery(node.judge, alice.organization, killAndRestart(node.node));
    await waitForEvents(
      nodes.map(({ judge }) => judge),
      alice,
    );
  },
);
