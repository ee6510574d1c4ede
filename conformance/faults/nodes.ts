import type { Exchange } from '../src/exchange/index.ts';
import { inviteUser } from '../src/invitations/index.ts';
import type { Judge, Member } from '../src/judge/index.ts';
import { emptyTally, expiry, growth, Life, lead, stands, unexpiredLife } from '../src/life/index.ts';
import { verifies } from '../src/verifies/index.ts';

const needs = ['faults', 'nodes', 'administration'] as const;

/** Both nodes of a deployment, by a judge each. */
async function two(check: Judge) {
  const place = await check.deploy({ nodes: 2 });
  return { place, here: place.judge(0), there: place.judge(1) };
}

/** Nothing befalls the nodes that are called: whoever gives no answer fails. */
const unserved = (judge: Judge) => async (index: number, answer: Exchange) =>
  judge.fail(`step ${index} was not answered`, 'an answer', answer.error ?? `HTTP ${answer.status}`, answer);

const info = (judge: Judge, author: Member) => judge.rpc.authenticated(author, { cmd: 'organization_info' });

/** Every request goes to the next node, and after each the other node is asked for everything that was acknowledged. */
for (const [name, steps] of [
  ['whole-life', unexpiredLife],
  ['expiry', expiry],
] as const) {
  verifies('durability/nodes-know-the-same', { case: name, needs }, async (check) => {
    const { here, there } = await two(check);
    const fate = { afterwards: async () => true, unanswered: unserved(here) };
    await lead(new Life([here, there]), steps, fate, emptyTally());
  });
}

for (const [rule, events] of [
  ['durability/events-cross-nodes', 5],
  ['events/all-processes-hear', 1],
] as const) {
  verifies(rule, { needs: [...needs, 'events'] }, async (check) => {
    const { here, there } = await two(check);
    const { author: alice } = await here.bootstrapped();
    const streams = [await here.listen(alice), await there.listen(alice)];
    for (let round = 0; round < events; round += 1) {
      const { token } = await inviteUser(round % 2 === 0 ? here : there, alice, `bob${round}@example.com`);
      for (const [node, stream] of streams.entries())
        await stream.event(
          { event: 'INVITATION', token, invitation_status: 'PENDING' },
          `invitation ${round} at node ${node}`,
        );
    }
  });
}

/** How a user is shut out, and the status of the refusal from then on. */
const shutOuts = {
  revoked: {
    refused: 461,
    shut: (judge: Judge, alice: Member, bob: Member) => judge.members.revoke(alice, bob.person),
  },
  frozen: {
    refused: 462,
    shut: async (judge: Judge, { organization }: Member, { person }: Member) => {
      const frozen = { frozen: true, user_email: person.email };
      judge.expect.answer(await judge.administration.freeze(organization, frozen), 200, 'freezing bob');
    },
  },
} as const;

for (const [name, { refused, shut }] of Object.entries(shutOuts)) {
  verifies('durability/shut-out-on-every-node', { case: name, needs }, async (check) => {
    const { here, there } = await two(check);
    const { author: alice } = await here.bootstrapped();
    for (const [who, near, far] of [
      ['bob', here, there],
      ['dave', there, here],
    ] as const) {
      const user = await near.members.enrol(alice, who);
      // Known at both before it is shut out, so that whatever a node remembers, it remembers.
      for (const judge of [near, far, far])
        judge.expect.reply(await info(judge, user), 'ok', `${who} at first`);
      await shut(near, alice, user);
      far.expect.answer(await info(far, user), refused, `${who}, ${name} at the other node`);
      near.expect.answer(await info(near, user), refused, `${who}, ${name} at the same node`);
    }
  });

  verifies(
    'durability/streams-end-on-every-node',
    { case: name, needs: [...needs, 'events'] },
    async (check) => {
      const { here, there } = await two(check);
      const { author: alice } = await here.bootstrapped();
      const bob = await here.members.enrol(alice, 'bob');
      const streams = [await here.listen(bob), await there.listen(bob)];
      const kept = await there.listen(alice);
      await shut(here, alice, bob);
      for (const [node, stream] of streams.entries())
        await stream.end(`the end of the stream of bob, ${name}, at node ${node}`);
      there.expect.that(kept.isOpen, 'the stream of alice goes on', 'its end', kept.opening);
    },
  );
}

verifies('durability/one-node-lost-is-no-outage', { needs }, async (check) => {
  const { place, here, there } = await two(check);
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
