import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { statusOf } from '../../../src/vocabulary/observations/organization.ts';
import type { Fields } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;

/** The valid types of each key. */
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  active_users_limit: (value) => value === null || Number.isInteger(value),
  is_bootstrapped: (value) => typeof value === 'boolean',
  is_expired: (value) => typeof value === 'boolean',
  realm_minimum_archiving_period_before_deletion: (value) => Number.isInteger(value),
  tos: (value) => typeof value === 'object',
  user_profile_outsider_allowed: (value) => typeof value === 'boolean',
};

function expectWellFormed(judge: Judge, status: Fields, when: string): void {
  judge.expect.equal(Object.keys(status).sort(), Object.keys(types), `keys ${when}`);
  for (const [key, holds] of Object.entries(types))
    judge.expect.that(holds(status[key]), `${key} of a valid type ${when}`, status[key]);
}

verifies('organization_status/exact-keys', { needs }, async (judge) => {
  const organization = await judge.organization({ active_users_limit: 3 });
  expectWellFormed(judge, await statusOf(judge, organization.id), 'before the bootstrap');
  judge.expect.reply(await judge.bootstrap(organization));
  const after = await statusOf(judge, organization.id);
  expectWellFormed(judge, after, 'after the bootstrap');
  judge.expect.equal(after.is_bootstrapped, true, 'is_bootstrapped after the bootstrap');
  judge.expect.json(await judge.administration.patch(organization.id, { active_users_limit: null }));
  expectWellFormed(judge, await statusOf(judge, organization.id), 'without a limit');
});

verifies('organization_status/terms-shape', { needs }, async (judge) => {
  const terms = { en_US: 'https://example.com/terms' };
  const { id } = await judge.organization({ tos: terms });
  const termsField = judge.expect.map(await statusOf(judge, id), 'tos');
  judge.expect.equal(Object.keys(termsField).sort(), ['per_locale_urls', 'updated_on'], 'keys of tos');
  judge.expect.equal(termsField.per_locale_urls, terms, 'tos.per_locale_urls');
  const time = judge.expect.text(termsField, 'updated_on');
  judge.expect.that(!Number.isNaN(Date.parse(time)), 'tos.updated_on: an RFC 3339 time', time);
  judge.expect.json(await judge.administration.patch(id, { tos: null }));
  judge.expect.equal((await statusOf(judge, id)).tos, null, 'tos without terms');
});
