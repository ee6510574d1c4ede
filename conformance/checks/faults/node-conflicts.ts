import { verifies } from '../../src/judge/verifies.ts';
import { halvesOf } from '../../src/people/greeting-steps.ts';
import { joinAttempt, pairOf } from '../../src/vocabulary/actions/greeting.ts';
import { inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import {
  CONTENDERS,
  RACE_STEP_MICROS,
  raceAcross,
  raceNodes,
  verifiesNodesRace,
} from '../../src/vocabulary/matchers/race.ts';
import { statusOf } from '../../src/vocabulary/observations/organization.ts';

// Requests that reach two nodes of a server at the same moment: of those that exclude each other
// one succeeds, of the others all do.

const needs = ['faults', 'nodes', 'administration'] as const;

verifiesNodesRace('revocation', async (nodes, round) => {
  const [judge, other] = nodes;
  const { author: alice } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const { person: bob } = await other.members.enrol(alice, 'bob');
  const at = judge.now();
  const refusals = ['user_already_revoked', 'require_greater_timestamp'];
  await raceAcross(nodes, `round ${round}`, refusals, (node, index) => {
    const author = index % 4 < 2 ? alice : adam;
    return node.members.send(
      author,
      node.members.revocation(author, bob, { at: at.plus(RACE_STEP_MICROS * index) }),
      `revocation ${index}`,
    );
  });
});

verifiesNodesRace('half', async (nodes, round) => {
  const [judge] = nodes;
  const { author: alice } = await judge.bootstrapped();
  const invitation = await inviteUser(judge, alice, 'bob@example.com');
  const pair = pairOf(judge, alice, invitation);
  const attempt = await joinAttempt(judge, pair);
  judge.expect.reply(await pair.greeter.step(attempt, 0), 'not_ready', 'step 0 of the greeter');
  const halves = Array.from({ length: CONTENDERS }, () => halvesOf('claimer', judge.random)[0]);
  const winner = await raceAcross(nodes, `round ${round}`, 'step_mismatch', (node, index) =>
    pairOf(node, alice, invitation).claimer.step(attempt, halves[index] ?? 0),
  );
  for (const node of nodes) {
    const { greeter } = pairOf(node, alice, invitation, { greeter: pair.greeter.halves });
    const reply = node.expect.reply(await greeter.step(attempt, 0), 'ok', 'step 0 of the greeter, again');
    node.expect.equal(reply.claimer_step, halves[winner], 'the half of the winner');
  }
});

// The changes concern different settings, so all must succeed and show on both nodes.
verifies('durability/nodes-know-the-same', { case: 'settings-at-once', needs }, (check) =>
  raceNodes(check, async ([here, there], round) => {
    const { id } = await here.organization({
      active_users_limit: 5,
      realm_minimum_archiving_period_before_deletion: 50,
      user_profile_outsider_allowed: true,
    });
    const changed = {
      active_users_limit: 5 + round,
      realm_minimum_archiving_period_before_deletion: 50 + round,
      user_profile_outsider_allowed: false,
    };
    const answers = await here.atOnce(
      Object.entries(changed).map(([name, value], index) => {
        const node = index % 2 === 0 ? here : there;
        return () => node.administration.patch(id, { [name]: value });
      }),
    );
    for (const answer of answers) here.expect.answer(answer, 200, 'a change of one setting');
    for (const node of [here, there]) {
      const status = await statusOf(node, id);
      for (const [name, value] of Object.entries(changed))
        node.expect.equal(status[name], value, `${name}, changed at the same moment as others`);
    }
  }),
);
