import { matchesExpected } from '../../src/judge/expect.ts';
import type { Judge, MailedJudge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { joinCertificates } from '../../src/people/added-certificates.ts';
import { attemptIn, pairOf } from '../../src/vocabulary/actions/greeting.ts';
import {
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../src/vocabulary/actions/invitations.ts';
import { checkCode, createUnlocked } from '../../src/vocabulary/actions/sign-up.ts';
import { sentCode } from '../../src/vocabulary/actions/sign-up-mails.ts';
import {
  CONTENDERS,
  RACE_ROUNDS,
  RACE_STEP_MICROS,
  raceAcross,
  verifiesNodesRace,
} from '../../src/vocabulary/matchers/race.ts';
import { certificatesOf, expectBootstrapped } from '../../src/vocabulary/observations/organization.ts';
import { freshAddress } from '../../src/vocabulary/organizations/invitation-organization.ts';

verifiesNodesRace('bootstrap-token', async (nodes, round) => {
  const [judge, other] = nodes;
  const organization = await judge.organization();
  const at = judge.now();
  const bootstraps = Array.from({ length: CONTENDERS }, (_, index) =>
    judge.newBootstrap(organization, {
      root: judge.cast.signingKey(`root ${round} ${index}`),
      person: judge.cast.person(`founder-${round}-${index}`),
      at: at.plus(RACE_STEP_MICROS * index),
    }),
  );
  const winner = await raceAcross(
    nodes,
    `round ${round}`,
    'organization_already_bootstrapped',
    (node, index) => node.rpc.anonymous(organization.id, bootstraps[index]?.message ?? {}),
  );
  const winningBootstrap = bootstraps[winner];
  if (winningBootstrap !== undefined)
    for (const node of [judge, other]) await expectBootstrapped(node, organization.id, winningBootstrap);
});

for (const [name, lost] of [
  ['address', 'human_handle_already_taken'],
  ['device', 'device_already_exists'],
] as const) {
  verifiesNodesRace(name, async (nodes, round) => {
    const [judge, other] = nodes;
    const { author: alice, bootstrap } = await judge.bootstrapped();
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const at = judge.now();
    const changes = Array.from({ length: CONTENDERS }, (_, index) => {
      const author = index % 4 < 2 ? alice : adam;
      const dated = { at: at.plus(RACE_STEP_MICROS * index) };
      if (name === 'device') {
        const device = judge.cast.device(`tablet-${round}`);
        return { by: author, ...judge.members.addition(author, { device, ...dated }) };
      }
      const person = { ...judge.cast.person(`bob-${round}-${index}`), email: `bob${round}@example.com` };
      return { by: author, ...judge.members.enrolment(author, { person, ...dated }) };
    });
    const winner = await raceAcross(
      nodes,
      `round ${round}`,
      [lost, 'require_greater_timestamp'],
      (node, index) => {
        const change = changes[index] ?? changes[0];
        if (change === undefined) throw new Error('a race without contenders');
        return node.members.send(change.by, change);
      },
    );
    const winningChange = changes[winner];
    if (winningChange === undefined) return;
    for (const node of [judge, other]) {
      const { common } = await certificatesOf(node, alice);
      const expected = joinCertificates(bootstrap, adam.enrolment, winningChange).full;
      node.expect.equal(common, expected, `common certificates after round ${round}`);
    }
  });
}

verifiesNodesRace('last-seat', async (nodes, round) => {
  const [judge, other] = nodes;
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
  const at = judge.now();
  await raceAcross(
    nodes,
    `round ${round}`,
    ['active_users_limit_reached', 'require_greater_timestamp'],
    (node, index) => {
      const person = { ...judge.cast.person(`newcomer-${index}`), email: `newcomer${index}@example.com` };
      return node.members.send(
        alice,
        judge.members.enrolment(alice, { person, at: at.plus(RACE_STEP_MICROS * index) }),
      );
    },
  );
  const users = await other.administration.users(alice.organization);
  other.expect.equal(other.expect.list(other.expect.json(users), 'users', users).length, 2, 'users', users);
});

verifiesNodesRace('cancel-or-complete', async (nodes, round) => {
  const [judge, other] = nodes;
  const { author: alice } = await judge.bootstrapped();
  const invitation = await inviteUser(judge, alice, 'bob@example.com');
  const isCancel = (index: number) => (index + round) % 4 < 2;
  const refusals = [
    'invitation_already_cancelled',
    'invitation_cancelled',
    'invitation_completed',
    'invitation_already_completed',
  ];
  const winner = await raceAcross(nodes, `round ${round}`, refusals, (node, index) =>
    (isCancel(index) ? cancelInvitation : completeInvitation)(node, alice, invitation),
  );
  for (const node of [judge, other]) {
    const status = statusIn(node, await listInvitations(node, alice), invitation);
    node.expect.equal(status, isCancel(winner) ? 'CANCELLED' : 'FINISHED', `status after round ${round}`);
  }
});

/** Here every request succeeds, and all have the same result. */
verifiesNodesRace('one-invitation-and-one-attempt', async ([judge, other]) => {
  const { author: alice } = await judge.bootstrapped();
  const invited = await Promise.all(
    Array.from({ length: CONTENDERS }, (_, index) =>
      askUserInvitation(index % 2 === 0 ? judge : other, alice, 'bob@example.com'),
    ),
  );
  const tokens = invited.map((answer) => judge.expect.bytes(judge.expect.reply(answer), 'token', answer));
  const [token = new Uint8Array()] = tokens;
  judge.expect.equal(tokens, Array(CONTENDERS).fill(token), 'tokens of one address');
  const hex = Buffer.from(token).toString('hex');
  const invitation = { organization: alice.organization, token, hex };
  const [near, far] = [pairOf(judge, alice, invitation), pairOf(other, alice, invitation)];
  const starts = await Promise.all([near.greeter.startAttempt(), far.claimer.startAttempt()]);
  const [one, two] = starts.map((answer) => attemptIn(judge, answer));
  judge.expect.equal(one, two, 'the attempts of both sides');
  if (one === undefined) return;
  const halves = await Promise.all([near.greeter.step(one, 0), far.claimer.step(one, 0)]);
  judge.expect.that(
    halves.some((answer) => matchesExpected(answer, 'ok')),
    'at least one side that receives the half of the other',
    halves.map((answer) => String(answer.replyStatus ?? answer.status)).join(),
    halves[0],
  );
});

const needs = ['faults', 'nodes', 'mail'] as const;

/** Registers a check that races account creations on a deployment of two nodes. */
function verifiesRace(
  name: string,
  run: (mailing: MailedJudge, nodes: readonly Judge[]) => Promise<void>,
): void {
  verifies('durability/nodes-have-one-winner', { case: name, needs }, async (check) => {
    const deployment = await check.deploy({ nodes: 2, mail: true });
    const nodes = [deployment.judge(0), deployment.judge(1)];
    for (let round = 1; round <= RACE_ROUNDS; round += 1) await run(deployment.mailing(), nodes);
  });
}

verifiesRace('account-of-one-code', async (mailing, nodes) => {
  const required = 'send_validation_email_required';
  const email = freshAddress(mailing.judge);
  const code = await sentCode(mailing, email);
  await raceAcross(nodes, 'accounts by one code', required, (node) => createUnlocked(node, email, code));
  for (const node of nodes) node.expect.answer(await checkCode(node, email, code), required, 'the code');
});

verifiesRace('account-of-one-method', async (mailing, nodes) => {
  const { judge } = mailing;
  const authMethod = judge.random.id();
  const people = Array.from({ length: CONTENDERS }, () => freshAddress(judge));
  const codes = await Promise.all(people.map((email) => sentCode(mailing, email)));
  const refusal = 'auth_method_id_already_exists';
  await raceAcross(nodes, 'accounts by one method', refusal, (node, index) =>
    createUnlocked(node, people[index] ?? '', codes[index] ?? '', { authMethod }),
  );
});
