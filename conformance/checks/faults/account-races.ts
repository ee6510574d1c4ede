import { checkCode, createUnlocked } from '../../src/case/actions/sign-up.ts';
import { sentCode } from '../../src/case/actions/sign-up-mails.ts';
import type { Judge, MailedJudge } from '../../src/case/judge.ts';
import { CONTENDERS, RACE_ROUNDS, raceAcross } from '../../src/case/matchers/race.ts';
import { freshAddress } from '../../src/case/organizations/invitation-organization.ts';
import { verifies } from '../../src/case/verifies.ts';

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
  const lost = 'auth_method_id_already_exists';
  await raceAcross(nodes, 'accounts by one method', lost, (node, index) =>
    createUnlocked(node, people[index] ?? '', codes[index] ?? '', { authMethod }),
  );
});
