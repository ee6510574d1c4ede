import { inviteUser } from '../../src/case/actions/invitations.ts';
import type { Judge } from '../../src/case/judge.ts';
import { verifies } from '../../src/case/verifies.ts';
import { chosen, insideRequests } from '../../src/faults/inject-fault.ts';
import { emptyTally, lead, stands } from '../../src/faults/run-script.ts';
import { growth } from '../../src/faults/script/scripts.ts';
import { Life } from '../../src/faults/script-context.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const needs = ['faults', 'nodes', 'administration'] as const;

/** The nodes that are called have no fault, so a request without an answer fails the check. */
const unserved = (judge: Judge) => async (index: number, answer: Exchange) =>
  judge.fail(`step ${index} was not answered`, 'an answer', answer.error ?? `HTTP ${answer.status}`, answer);

verifies('durability/one-node-lost-is-no-outage', { needs }, async (check) => {
  const place = await check.deploy({ nodes: 2 });
  const [here, there] = [place.judge(0), place.judge(1)];
  const life = new Life([here]);
  const half = Math.floor(growth.length / 2);
  const calm = { unanswered: unserved(there) };
  await lead(life, growth.slice(0, half), calm, emptyTally());
  await place.nodes[0]?.kill();
  life.moveTo([there]);
  await stands(life, 'what the node that is gone had acknowledged', emptyTally());
  await lead(life, growth.slice(half), calm, emptyTally());
  await place.nodes[0]?.start();
  life.moveTo([here]);
  await stands(life, 'at the node that is back', emptyTally());
});

// A node that dies during a request may leave a lock behind, and the lock then blocks the other
// node.
verifies('durability/one-node-lost-is-no-outage', { case: 'inside-requests', needs }, async (check) => {
  const place = await check.deploy({ nodes: 2 });
  const judges = [place.judge(0), place.judge(1)];
  const judge = place.judge();
  const life = new Life(judges.slice(0, 1));
  const at = chosen(judge, growth.length, 6);
  let called = 0;
  for (const [index, step] of growth.entries()) {
    if (!at.has(index)) {
      const calm = { unanswered: (_: number, answer: Exchange) => unserved(judge)(index, answer) };
      await lead(life, [step], calm, emptyTally());
      continue;
    }
    const lost = place.nodes[called];
    const blow = {
      strike: async () => lost?.kill(),
      mend: async () => {
        called = 1 - called;
        life.moveTo(judges.slice(called, called + 1));
      },
    };
    // Reads and continues the interrupted step while that node is down.
    const fate = { ...insideRequests(judge, blow, new Set([0])), settling: 2000 };
    await lead(life, [step], fate, emptyTally());
    await lost?.start();
  }
});

verifies(
  'durability/one-node-lost-is-no-outage',
  { case: 'events', needs: [...needs, 'events'] },
  async (check) => {
    const place = await check.deploy({ nodes: 2 });
    const there = place.judge(1);
    const { author: alice } = await place.judge(0).bootstrapped();
    const open = await there.listen(alice);
    await place.nodes[0]?.kill();
    const fresh = await there.listen(alice);
    for (const name of ['bob', 'carol']) {
      const { token } = await inviteUser(there, alice, `${name}@example.com`);
      const event = { event: 'INVITATION', token, invitation_status: 'PENDING' } as const;
      await open.event(event, `the invitation of ${name}, on a stream from before`);
      await fresh.event(event, `the invitation of ${name}, on a stream from after`);
    }
  },
);
