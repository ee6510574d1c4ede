import type { Judge } from '../../../src/case/judge.ts';
import { verifies } from '../../../src/case/verifies.ts';
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
  const founded = { ...empty, ADMIN: { active: 1, revoked: 0 } };
  judge.expect.equal(await profiles(), founded, 'users_per_profile_detail after the bootstrap');
});
