import { accounts } from '../../src/faults/durability/accounts.ts';
import type { DurableFacts } from '../../src/faults/durability/durable-fact.ts';
import { pendingGreetings } from '../../src/faults/durability/pending-greetings.ts';
import { permissions } from '../../src/faults/durability/permissions.ts';
import { usedTokens } from '../../src/faults/durability/used-tokens.ts';
import { emptyTally, failUnanswered, runScript } from '../../src/faults/run-script.ts';
import { expiryScript, fullScriptWithoutExpiry } from '../../src/faults/script/scripts.ts';
import { ScriptContext } from '../../src/faults/script-context.ts';
import type { Judge } from '../../src/judge/judge.ts';
import type { Member } from '../../src/judge/members.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { DeployOptions } from '../../src/targets/deployment/deployment.ts';
import { askOrganization } from '../../src/vocabulary/actions/member-calls.ts';

const needs = ['faults', 'nodes', 'administration'] as const;

/** Deploys two nodes. Returns the judge of each. */
async function deployTwoNodes(check: Judge, options?: Pick<DeployOptions, 'mail'>) {
  const deployment = await check.deploy({ nodes: 2, ...options });
  return { deployment, here: deployment.judge(0), there: deployment.judge(1) };
}

// The script alternates between the nodes. After each request, the other node must show everything
// acknowledged so far.
for (const [name, steps] of [
  ['whole-life', fullScriptWithoutExpiry],
  ['expiry', expiryScript],
] as const) {
  verifies('durability/nodes-know-the-same', { case: name, needs }, async (check) => {
    const { here, there } = await deployTwoNodes(check);
    const plan = { onAnswered: async () => true, onUnanswered: failUnanswered(here) };
    await runScript(new ScriptContext([here, there]), steps, plan, emptyTally());
  });
}

/** Makes one node acknowledge each fact, and asserts that the fact holds on the other node. */
async function expectSharedFacts(here: Judge, there: Judge, facts: DurableFacts) {
  for (const makeFact of Object.values(facts))
    for (const [near, far] of [
      [here, there],
      [there, here],
    ] as const) {
      const assertHolds = await makeFact(near);
      await assertHolds(far);
    }
}

for (const [name, facts] of Object.entries({
  spent: usedTokens,
  begun: pendingGreetings,
  rights: permissions,
})) {
  verifies('durability/nodes-know-the-same', { case: name, needs }, async (check) => {
    const { here, there } = await deployTwoNodes(check);
    await expectSharedFacts(here, there, facts);
  });
}

verifies(
  'durability/nodes-know-the-same',
  { case: 'accounts', needs: ['faults', 'nodes', 'mail'] },
  async (check) => {
    const { deployment, here, there } = await deployTwoNodes(check, { mail: true });
    await expectSharedFacts(here, there, accounts(deployment.mailing()));
  },
);

/** Ways to exclude a user, and the status of the user's requests from then on. */
const exclusions = {
  revoked: {
    refused: 461,
    exclude: (judge: Judge, alice: Member, bob: Member) => judge.members.revoke(alice, bob.person),
  },
  frozen: {
    refused: 462,
    exclude: async (judge: Judge, { organization }: Member, { person }: Member) => {
      const frozen = { frozen: true, user_email: person.email };
      judge.expect.answer(await judge.administration.freeze(organization, frozen), 200, 'freezing bob');
    },
  },
} as const;

for (const [name, { refused, exclude }] of Object.entries(exclusions)) {
  verifies('durability/shut-out-on-every-node', { case: name, needs }, async (check) => {
    const { here, there } = await deployTwoNodes(check);
    const { author: alice } = await here.bootstrapped();
    for (const [who, near, far] of [
      ['bob', here, there],
      ['dave', there, here],
    ] as const) {
      const user = await near.members.enrol(alice, who);
      const devices = [user, await near.members.addDevice(user, `${who}-phone`)];
      // Both nodes are called before the exclusion, so that a cache contains the user.
      for (const judge of [near, far, far])
        for (const device of devices)
          judge.expect.reply(await askOrganization(judge, device), 'ok', `${who} at first`);
      await exclude(near, alice, user);
      for (const judge of [far, near]) {
        const where = `${name} at the ${judge === far ? 'other' : 'same'} node`;
        for (const device of devices)
          judge.expect.answer(await askOrganization(judge, device), refused, `${who}, ${where}`);
        judge.expect.answer(await judge.rpc.events(user), refused, `a stream of ${who}, ${where}`);
        judge.expect.answer(
          await judge.rpc.tos(user, { cmd: 'tos_get' }),
          refused,
          `terms to ${who}, ${where}`,
        );
      }
    }
  });

  verifies(
    'durability/streams-end-on-every-node',
    { case: name, needs: [...needs, 'events'] },
    async (check) => {
      const { here, there } = await deployTwoNodes(check);
      const { author: alice } = await here.bootstrapped();
      const bob = await here.members.enrol(alice, 'bob');
      const phone = await here.members.addDevice(bob, 'bob-phone');
      const streams = [
        await here.listen(bob),
        await there.listen(bob),
        await here.listen(phone),
        await there.listen(phone),
      ];
      const openStream = await there.listen(alice);
      await exclude(here, alice, bob);
      for (const [index, stream] of streams.entries())
        await stream.end(`the end of a stream of bob, ${name}, at node ${index % 2}`);
      there.expect.that(openStream.isOpen, 'the stream of alice stays open', 'its end', openStream.opening);
    },
  );
}
