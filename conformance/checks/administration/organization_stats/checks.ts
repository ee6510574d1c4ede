import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import type { Fields } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;

const statsOf = async (judge: Judge, id: string): Promise<Fields> =>
  judge.expect.json(await judge.administration.stats(id));

verifies('organization_stats/counts', { needs }, async (judge) => {
  const organization = await judge.organization();
  const counts = async (users: number) => {
    const stats = await statsOf(judge, organization.id);
    const expected = { realms: 0, data_size: 0, metadata_size: 0, users, active_users: users };
    for (const [key, value] of Object.entries(expected)) judge.expect.equal(stats[key], value, key);
  };
  await counts(0);
  judge.expect.reply(await judge.bootstrap(organization));
  await counts(1);
});

verifies('organization_stats/counts-by-profile', { needs }, async (judge) => {
  const organization = await judge.organization();
  const none = { active: 0, revoked: 0 };
  const profiles = async () => (await statsOf(judge, organization.id)).users_per_profile_detail;
  const empty = { ADMIN: none, STANDARD: none, OUTSIDER: none };
  judge.expect.equal(await profiles(), empty, 'users_per_profile_detail before the bootstrap');
  judge.expect.reply(await judge.bootstrap(organization));
  const bootstrapped = { ...empty, ADMIN: { active: 1, revoked: 0 } };
  judge.expect.equal(await profiles(), bootstrapped, 'users_per_profile_detail after the bootstrap');
});

verifies('organization_stats/counts', { needs, case: 'members' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  await judge.members.addDevice(bob, 'phone');
  await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const counts = async (users: number, active: number, what: string) => {
    const stats = await statsOf(judge, alice.organization);
    judge.expect.equal([stats.users, stats.active_users], [users, active], `users and active users ${what}`);
  };
  await counts(3, 3, 'of three');
  await setFrozen(judge, bob, true);
  await counts(3, 3, 'of three, one frozen');
  await judge.members.revoke(alice, bob.person);
  await counts(3, 2, 'of three, one revoked');
});

verifies('organization_stats/counts-by-profile', { needs, case: 'members' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const counts = async (expected: Fields, what: string) => {
    const stats = await statsOf(judge, alice.organization);
    judge.expect.equal(stats.users_per_profile_detail, expected, `users_per_profile_detail ${what}`);
  };
  const none = { active: 0, revoked: 0 };
  const one = { active: 1, revoked: 0 };
  const bob = await judge.members.enrol(alice, 'bob');
  const { person: mallory } = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  await counts({ ADMIN: one, STANDARD: one, OUTSIDER: one }, 'of one each');
  await judge.members.setProfile(alice, mallory, 'STANDARD');
  await counts(
    { ADMIN: one, STANDARD: { active: 2, revoked: 0 }, OUTSIDER: none },
    'after a change of profile',
  );
  await judge.members.revoke(alice, bob.person);
  await counts({ ADMIN: one, STANDARD: { active: 1, revoked: 1 }, OUTSIDER: none }, 'after a revocation');
  const { person: nina } = await judge.members.enrol(alice, 'nina', { profile: 'OUTSIDER' });
  const { person: adam } = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  for (const person of [nina, adam]) await judge.members.revoke(alice, person);
  const oneRevoked = { active: 0, revoked: 1 };
  const counters = {
    ADMIN: { active: 1, revoked: 1 },
    STANDARD: { active: 1, revoked: 1 },
    OUTSIDER: oneRevoked,
  };
  await counts(counters, 'after the revocation of an outsider and an administrator');
});
