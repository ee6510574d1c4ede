import { verifies } from '../../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { expectAdmitted } from '../../../src/vocabulary/observations/expect-admitted.ts';
import {
  certificatesOf,
  expectBootstrapped,
  statusOf,
} from '../../../src/vocabulary/observations/organization.ts';

verifies('organization_bootstrap/coherent-certificates-accepted', async (judge) => {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, bootstrap));
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies('organization_bootstrap/reported-bootstrapped', { needs: ['administration'] }, async (judge) => {
  const organization = await judge.organization();
  const before = await statusOf(judge, organization.id);
  judge.expect.equal(before.is_bootstrapped, false, 'is_bootstrapped before');
  judge.expect.reply(await judge.bootstrap(organization));
  const after = await statusOf(judge, organization.id);
  judge.expect.equal(after.is_bootstrapped, true, 'is_bootstrapped after');
});

verifies('organization_bootstrap/first-user-is-listed', { needs: ['administration'] }, async (judge) => {
  const { organization, bootstrap } = await judge.bootstrapped();
  const { userId, email, label } = bootstrap.person;
  const users = judge.expect.json(await judge.administration.users(organization.id));
  judge.expect.equal(
    users.users,
    [{ user_id: userId.hex, user_email: email, user_name: label, frozen: false }],
    'users',
  );
  const stats = judge.expect.json(await judge.administration.stats(organization.id));
  const profiles = judge.expect.map(stats, 'users_per_profile_detail');
  judge.expect.equal(profiles.ADMIN, { active: 1, revoked: 0 }, 'users of profile ADMIN');
});

verifies('organization_bootstrap/first-device-works-at-once', async (judge) => {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  const call = () =>
    judge.rpc.authenticated(
      { organization: organization.id, device: bootstrap.device },
      { cmd: 'organization_info' },
    );
  const before = await call();
  judge.expect.reply(await judge.bootstrap(organization, bootstrap));
  const after = await call();
  await expectAdmitted(
    judge,
    after,
    ['organization_bootstrap/first-device-works-at-once', 'authentication/new-device-at-once'],
    'the device right after the bootstrap',
  );
  // Last, because a server that refuses every device breaks the rule above.
  await judge.under('authentication/not-bootstrapped', () =>
    judge.expect.answer(before, [403, 404], 'the device before the bootstrap'),
  );
});

verifies('organization_bootstrap/certificates-handed-out', async (judge) => {
  const { bootstrap, author } = await judge.bootstrapped();
  const { common, recovery, realm } = await certificatesOf(judge, author);
  judge.expect.equal(common[0], bootstrap.certificates.user, 'first certificate');
  judge.expect.equal(common[1], bootstrap.certificates.device, 'second certificate');
  judge.expect.equal(common.length, 2, 'number of common certificates');
  judge.expect.equal(recovery, [], 'recovery certificates');
  judge.expect.equal(realm, {}, 'realm certificates');
});

verifies('organization_bootstrap/sequester-authority-kept', async (judge) => {
  const { bootstrap, author } = await judge.under('organization_bootstrap/sequester-authority-kept', () =>
    judge.bootstrapped({}, { sequester: sequesterAuthorityDer }),
  );
  const { sequester } = await certificatesOf(judge, author);
  judge.expect.equal(sequester, [bootstrap.certificates.sequester], 'sequester certificates');
});

verifies('organization_bootstrap/no-sequester-without-authority', async (judge) => {
  const { bootstrap, author } = await judge.bootstrapped();
  const { common, sequester } = await certificatesOf(judge, author);
  judge.expect.equal(common[0], bootstrap.certificates.user, 'first certificate');
  judge.expect.equal(sequester, [], 'sequester certificates');
});
