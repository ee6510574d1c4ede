import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { askOrganization, setLimit, tryEnrol } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;
const limitReached = 'active_users_limit_reached';

verifies('organization_create/limit-enforced', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 1 });
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), limitReached, 'a second user with a limit of 1');
  const { author: anna } = await judge.bootstrapped({ active_users_limit: 2 });
  judge.expect.reply(await tryEnrol(judge, anna, 'bob'), 'ok', 'a second user with a limit of 2');
  judge.expect.reply(await tryEnrol(judge, anna, 'carol'), limitReached, 'a third user with a limit of 2');
});

verifies('organization_update/limit-effective-at-once', { needs }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), 'ok', 'a second user without a limit');
  await setLimit(judge, alice, 2);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), limitReached, 'a third user with a limit of 2');
  await setLimit(judge, alice, 3);
  judge.expect.reply(await tryEnrol(judge, alice, 'carol'), 'ok', 'a third user with a limit of 3');
});

verifies('organization_update/null-limit-removes-it', { needs, case: 'enrolment' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 1 });
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), limitReached, 'a second user with a limit of 1');
  await setLimit(judge, alice, null);
  judge.expect.reply(await tryEnrol(judge, alice, 'bob'), 'ok', 'a second user without a limit');
});

verifies(
  'organization_update/lowered-limit-removes-nobody',
  { needs, case: 'three-users' },
  async (judge) => {
    const { author: alice, bootstrap } = await judge.bootstrapped({ active_users_limit: 3 });
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = await judge.members.enrol(alice, 'carol');
    await setLimit(judge, alice, 1);
    judge.expect.reply(await tryEnrol(judge, alice, 'dave'), limitReached, 'a fourth user with a limit of 1');
    for (const member of [alice, bob, carol])
      judge.expect.reply(
        await askOrganization(judge, member),
        'ok',
        `${member.person.name} with a limit of 1`,
      );
    const { common } = await certificatesOf(judge, carol);
    const history = joinCertificates(bootstrap, bob.enrolment, carol.enrolment).full;
    await expectCommon(judge, common, history, 'common certificates with a limit of 1');
  },
);
