import type { OrganizationSettings } from '../../../src/judge/administration.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { inviteUser, listInvitations, statusIn } from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  certificatesOf,
  expectBootstrapped,
  listedUsers,
  settingsOf,
  statusOf,
} from '../../../src/vocabulary/observations/organization.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const needs = ['administration'] as const;
const period = 'realm_minimum_archiving_period_before_deletion';

/** Every setting at a value that differs from every default. */
const unusual: OrganizationSettings = {
  active_users_limit: 7,
  user_profile_outsider_allowed: false,
  [period]: 77,
  tos: { en_US: 'https://example.com/terms' },
};

/** Sends a PATCH, and expects 200 with an empty object. */
async function patch(judge: Judge, id: string, settings: OrganizationSettings): Promise<void> {
  const exchange = await judge.administration.patch(id, settings);
  judge.expect.equal(judge.expect.json(exchange), {}, 'body of the answer', exchange);
}

verifies('organization_update/changes-what-is-named', { needs }, async (judge) => {
  const organization = await judge.organization();
  const changes = async (rounds: readonly OrganizationSettings[]) => {
    for (const settings of rounds) {
      await patch(judge, organization.id, settings);
      const status = await settingsOf(judge, organization.id);
      for (const [key, value] of Object.entries(settings)) judge.expect.equal(status[key], value, key);
    }
  };
  const alone = (limit: number, allowed: boolean, seconds: number): readonly OrganizationSettings[] => [
    { active_users_limit: limit },
    { active_users_limit: 0 },
    { user_profile_outsider_allowed: allowed },
    { [period]: seconds },
    { tos: { en_US: `https://example.com/terms/${seconds}` } },
    { is_expired: true },
    {
      is_expired: false,
      active_users_limit: limit + 1,
      user_profile_outsider_allowed: !allowed,
      [period]: 0,
    },
  ];
  await changes(alone(5, false, 55));
  judge.expect.reply(await judge.bootstrap(organization));
  await changes(alone(9, true, 99));
});

verifies('organization_update/null-limit-removes-it', { needs }, async (judge) => {
  const { organization } = await judge.bootstrapped({ active_users_limit: 5 });
  await patch(judge, organization.id, { user_profile_outsider_allowed: false });
  judge.expect.equal((await statusOf(judge, organization.id)).active_users_limit, 5, 'the limit, not named');
  await patch(judge, organization.id, { active_users_limit: null });
  judge.expect.equal((await statusOf(judge, organization.id)).active_users_limit, null, 'the limit, null');
});

verifies('organization_update/keeps-what-is-absent', { needs }, async (judge) => {
  const { id } = await judge.organization(unusual);
  const before = await statusOf(judge, id);
  await patch(judge, id, { active_users_limit: 8 });
  judge.expect.equal(
    await statusOf(judge, id),
    { ...before, active_users_limit: 8 },
    'the status, the limit changed',
  );
  await patch(judge, id, { [period]: 88 });
  const expected = { ...before, active_users_limit: 8, [period]: 88 };
  judge.expect.equal(await statusOf(judge, id), expected, 'the status, the period changed too');
  judge.expect.equal(
    before.user_profile_outsider_allowed,
    false,
    'user_profile_outsider_allowed, as created',
  );
});

verifies('organization_update/empty-changes-nothing', { needs }, async (judge) => {
  const { id } = await judge.organization(unusual);
  await patch(judge, id, { is_expired: true });
  const before = await statusOf(judge, id);
  await patch(judge, id, {});
  const after = await statusOf(judge, id);
  judge.expect.equal(after, before, 'the status after an empty change');
  judge.expect.equal(after.active_users_limit, 7, 'active_users_limit, as created');
  judge.expect.equal(after.is_expired, true, 'is_expired, as set');
});

verifies('organization_update/lowered-limit-removes-nobody', { needs }, async (judge) => {
  const { organization, bootstrap, author } = await judge.bootstrapped({ active_users_limit: 3 });
  await patch(judge, organization.id, { active_users_limit: 0 });
  judge.expect.equal((await statusOf(judge, organization.id)).active_users_limit, 0, 'active_users_limit');
  const users = judge.expect.json(await judge.administration.users(organization.id));
  judge.expect.equal(judge.expect.list(users, 'users').length, 1, 'users after the limit was lowered');
  judge.expect.reply(await askOrganization(judge, author), 'ok', 'the only user');
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies('organization_update/expiry-idempotent', { needs }, async (judge) => {
  const { organization } = await judge.bootstrapped();
  for (const is_expired of [true, true, false, false]) {
    await patch(judge, organization.id, { is_expired });
    judge.expect.equal((await statusOf(judge, organization.id)).is_expired, is_expired, 'is_expired');
  }
});

verifies('organization_update/expiry-loses-nothing', { needs }, async (judge) => {
  const { organization, bootstrap, author } = await judge.bootstrapped();
  const before = await certificatesOf(judge, author);
  await patch(judge, organization.id, { is_expired: true });
  await patch(judge, organization.id, { is_expired: false });
  judge.expect.equal(await certificatesOf(judge, author), before, 'the certificates, as before the expiry');
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies('organization_update/expiry-loses-nothing', { needs, case: 'people' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  await setFrozen(judge, bob, true);
  const all = async () => ({
    certificates: await certificatesOf(judge, alice),
    invitations: await listInvitations(judge, alice),
    users: await listedUsers(judge, alice.organization),
  });
  const before = await all();
  judge.expect.equal(statusIn(judge, before.invitations, invitation), 'PENDING', 'status of the invitation');
  await patch(judge, alice.organization, { is_expired: true });
  await patch(judge, alice.organization, { is_expired: false });
  judge.expect.equal(await all(), before, 'certificates, invitations and users, as before the expiry');
});
