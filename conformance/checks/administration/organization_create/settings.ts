import type { Judge } from '../../../src/judge/judge.ts';
import { unusualDefaults, unusualPeriod } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectRecent } from '../../../src/vocabulary/matchers/timestamps.ts';
import { settingsOf, statusOf } from '../../../src/vocabulary/observations/organization.ts';
import { Instant, microsOf } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const startNeeds = ['administration', 'start'] as const;
const month = 2_592_000;
const period = 'realm_minimum_archiving_period_before_deletion';
const terms = { en_US: 'https://example.com/terms', fr_FR: 'https://example.com/conditions' };

/** A server with non-default settings. */
const unusual = (judge: Judge) => judge.start({ ...unusualDefaults, spontaneous: true });

// It judges the first step of all checks, which needs no more of the reply than `bootstrap_url`.
verifies('organization_create/visible-as-created', { needs }, async (judge) => {
  const settings = { active_users_limit: 7, user_profile_outsider_allowed: false, [period]: 77 };
  const { id } = await judge.organization(settings);
  const expected = { is_bootstrapped: false, is_expired: false, ...settings };
  const status = await statusOf(judge, id);
  for (const [key, value] of Object.entries(expected)) judge.expect.equal(status[key], value, key);
});

verifies('organization_create/absent-takes-default', { needs: startNeeds }, async (judge) => {
  const host = await unusual(judge);
  const bare = await statusOf(host, (await host.organization()).id);
  judge.expect.equal(bare.active_users_limit, 10, 'active_users_limit, as configured');
  judge.expect.equal(
    bare.user_profile_outsider_allowed,
    false,
    'user_profile_outsider_allowed, as configured',
  );
  judge.expect.equal(Object(bare.tos).per_locale_urls, unusualDefaults.initialTos, 'tos, as configured');
  const named = await statusOf(host, (await host.organization({ active_users_limit: 3 })).id);
  judge.expect.equal(named.active_users_limit, 3, 'active_users_limit, as requested');
  judge.expect.equal(
    named.user_profile_outsider_allowed,
    false,
    'user_profile_outsider_allowed, as configured, beside a requested limit',
  );
});

verifies(
  'organization_create/absent-takes-default',
  { needs: startNeeds, case: 'archiving-period' },
  async (judge) => {
    const host = await judge.start(unusualPeriod);
    const { initialArchivingPeriod: configured } = unusualPeriod;
    const bare = await statusOf(host, (await host.organization()).id);
    judge.expect.equal(bare[period], configured, `${period}, as configured`);
    const named = await statusOf(host, (await host.organization({ [period]: 77 })).id);
    judge.expect.equal(named[period], 77, `${period}, as requested`);
    const other = await statusOf(host, (await host.organization({ active_users_limit: 3 })).id);
    judge.expect.equal(other[period], configured, `${period}, beside another setting`);
  },
);

// For a target given by URL the defaults are unknown, but a creation with one setting must equal a
// bare creation in all others.
verifies('organization_create/absent-takes-default', { needs, case: 'beside-others' }, async (judge) => {
  const bare = await settingsOf(judge, (await judge.organization()).id);
  const settings = {
    active_users_limit: 3,
    user_profile_outsider_allowed: bare.user_profile_outsider_allowed !== true,
    realm_minimum_archiving_period_before_deletion: 77,
  };
  for (const [key, value] of Object.entries(settings)) {
    const { id } = await judge.organization({ [key]: value });
    judge.expect.equal(
      await settingsOf(judge, id),
      { ...bare, [key]: value },
      `settings after a creation with only ${key}`,
    );
  }
});

verifies(
  'organization_create/null-limit-is-no-limit',
  { needs: startNeeds, case: 'over-default' },
  async (judge) => {
    const host = await unusual(judge);
    const bare = await statusOf(host, (await host.organization()).id);
    judge.expect.equal(bare.active_users_limit, 10, 'active_users_limit left out');
    const unlimited = await statusOf(host, (await host.organization({ active_users_limit: null })).id);
    judge.expect.equal(unlimited.active_users_limit, null, 'active_users_limit of null');
    const nobody = await statusOf(host, (await host.organization({ active_users_limit: 0 })).id);
    judge.expect.equal(nobody.active_users_limit, 0, 'active_users_limit of 0');
  },
);

verifies('organization_create/terms-stored', { needs }, async (judge) => {
  const since = judge.now();
  const { id } = await judge.organization({ tos: terms });
  const stored = judge.expect.map(await statusOf(judge, id), 'tos');
  judge.expect.equal(stored.per_locale_urls, terms, 'tos.per_locale_urls');
  const updated = judge.expect.text(stored, 'updated_on');
  const micros = microsOf(updated);
  judge.expect.that(micros !== undefined, 'updated_on: an RFC 3339 time', updated);
  expectRecent(judge, new Instant(micros ?? 0n), since, 'updated_on: the time of the call');
});

verifies('organization_create/null-terms-never-stored', { needs }, async (judge) => {
  const id = judge.newName();
  const answer = await judge.administration.create(id, { tos: null });
  judge.expect.answer(answer, [422, 200], 'a creation with `tos` null');
  if (answer.status === 200) judge.expect.equal((await statusOf(judge, id)).tos, null, 'tos');
  else judge.expect.answer(await judge.administration.get(id), 404, 'the organization that must not exist');
  const stored = await statusOf(judge, (await judge.organization({ tos: terms })).id);
  judge.expect.equal(Object(stored.tos).per_locale_urls, terms, 'tos of a creation with terms');
});

// The operator of a server that the suite did not start may have configured another default.
verifies('organization_create/archiving-period-default', { needs: startNeeds }, async (judge) => {
  const host = await judge.start({});
  judge.expect.equal((await statusOf(host, (await host.organization()).id))[period], month, period);
  const named = await host.organization({ [period]: 77 });
  judge.expect.equal((await statusOf(host, named.id))[period], 77, `${period}, as requested`);
});
