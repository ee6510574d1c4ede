import type { FaultyDeployment, Judge } from '../../src/case/judge.ts';
import type { Member } from '../../src/case/members.ts';
import { verifies } from '../../src/case/verifies.ts';
import { waitForEvents } from '../../src/faults/event-replay.ts';
import { waitForRecovery } from '../../src/faults/recovery.ts';
import type { ServerNode } from '../../src/targets/deployment/deployment.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

// A server that learns of changes at other nodes through a dedicated connection may miss one change
// during a cut, or every later change.
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

/** Restarts a node that has exited, as a supervisor does. */
const restart = async ({ node }: JudgedNode): Promise<void> => {
  await node?.kill();
  await node?.start();
};

/**
 * How long in ms a request is retried on cut connections, and the number of cuts after which a node
 * has surely exited.
 */
const RETRY_TIMEOUT_MS = 20_000;
const MAX_REFUSED_CONNECTIONS = 30;

/** Retries a request until it is answered. */
async function sendUntilAnswered(
  post: JudgedNode,
  ask: (judge: Judge) => Promise<Exchange>,
): Promise<Exchange> {
  const due = performance.now() + RETRY_TIMEOUT_MS;
  for (let refusals = 0; ; ) {
    const answer = await ask(post.judge);
    if ((answer.status !== 0 && answer.status < 500) || performance.now() > due) return answer;
    refusals = answer.error === 'ECONNREFUSED' ? refusals + 1 : 0;
    if (refusals === MAX_REFUSED_CONNECTIONS) await restart(post);
    await post.judge.sleep(50);
  }
}

const info = (judge: Judge, author: Member) => judge.rpc.authenticated(author, { cmd: 'organization_info' });

verifies('durability/shut-out-on-every-node', { case: 'after-a-cut', needs }, async (check) => {
  const deployment = await check.deploy({ nodes: 2 });
  const [here, there] = judgedNodesOf(deployment);
  const { judge } = here;
  const { author: alice } = await judge.bootstrapped();
  for (const who of ['bob', 'carol']) {
    const user = await judge.members.enrol(alice, who);
    for (const post of [here, there, there])
      judge.expect.reply(await info(post.judge, user), 'ok', `${who} at first`);
    const made = judge.members.revocation(alice, user.person);
    await deployment.database?.cut();
    const revoked = await sendUntilAnswered(here, ({ members }) =>
      members.send(alice, made, `revoking ${who}`),
    );
    // The server may have carried out the request before its answer was lost.
    const comesTo = ['ok', 'user_already_revoked', 'require_greater_timestamp'];
    judge.expect.answer(revoked, comesTo, `revoking ${who}`);
    const met = await sendUntilAnswered(there, (far) => info(far, user));
    there.judge.expect.answer(met, 461, `${who}, revoked at the other node`);
    for (const post of [here, there])
      await waitForRecovery(post.judge, alice.organization, () => restart(post));
  }
});

verifies(
  'durability/events-cross-nodes',
  { case: 'after-a-cut', needs: [...needs, 'events'] },
  async (check) => {
    const deployment = await check.deploy({ nodes: 2 });
    const posts = judgedNodesOf(deployment);
    const [{ judge: here }] = posts;
    const { author: alice } = await here.bootstrapped();
    // A stream is open at the time of the cut. The server may end it and require the client to
    // reconnect.
    for (const { judge } of posts) await judge.listen(alice);
    await deployment.database?.cut();
    for (const post of posts) await waitForRecovery(post.judge, alice.organization, () => restart(post));
    await waitForEvents(
      posts.map(({ judge }) => judge),
      alice,
    );
  },
);
