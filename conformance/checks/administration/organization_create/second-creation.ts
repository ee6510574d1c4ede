import { matchesExpected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { type Organization, tokenOf } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import {
  expectBootstrapped,
  settingsOf,
  statusOf,
} from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

/**
 * Creates an organization a second time under the same id. Returns it with the token of the second
 * creation.
 */
async function createAgain(judge: Judge, first: Organization, settings = {}): Promise<Organization> {
  const answer = judge.expect.json(
    await judge.administration.create(first.id, settings),
    200,
    'the second creation',
  );
  const token = tokenOf(judge.expect.text(answer, 'bootstrap_url')) ?? null;
  if (token !== null) judge.hide(token, 'bootstrap token');
  return { ...first, token };
}

const rounds = 5;

verifies('organization_create/creation-or-bootstrap-wins', { needs }, async (judge) => {
  for (let round = 1; round <= rounds; round += 1) {
    const organization = await judge.organization({ active_users_limit: 7 });
    const bootstrap = judge.newBootstrap(organization, { root: judge.cast.signingKey(`root ${round}`) });
    const both = [
      () => judge.bootstrap(organization, bootstrap, { label: `bootstrap ${round}` }),
      () =>
        judge.administration.create(
          organization.id,
          { active_users_limit: 8 },
          { label: `creation ${round}` },
        ),
    ];
    // The order of the two requests alternates from round to round.
    const answers = await judge.atOnce(round % 2 === 0 ? both.reverse() : both);
    const bootstrapped = answers.find(({ label }) => label === `bootstrap ${round}`);
    const created = answers.find(({ label }) => label === `creation ${round}`);
    if (bootstrapped === undefined || created === undefined)
      return judge.fail('no answers', 'two answers', 'fewer');
    const status = await statusOf(judge, organization.id);
    if (matchesExpected(bootstrapped, 'ok')) {
      judge.expect.equal(created.status, 400, 'HTTP status of the creation that lost', created);
      judge.expect.equal(status.active_users_limit, 7, 'active_users_limit, of the first creation', created);
      await expectBootstrapped(judge, organization.id, bootstrap);
    } else {
      judge.expect.answer(bootstrapped, 'invalid_bootstrap_token', 'the bootstrap that lost');
      judge.expect.json(created, 200, 'the creation that won');
      judge.expect.equal(status.is_bootstrapped, false, 'is_bootstrapped', bootstrapped);
      judge.expect.equal(status.active_users_limit, 8, 'active_users_limit, of the second creation', created);
    }
  }
});

verifies('organization_create/created-is-replaced', { needs }, async (judge) => {
  const bare = await settingsOf(judge, (await judge.organization()).id);
  const first = await judge.organization({
    active_users_limit: 1,
    user_profile_outsider_allowed: bare.user_profile_outsider_allowed !== true,
    realm_minimum_archiving_period_before_deletion: 77,
    tos: { en_US: 'https://example.com/first' },
  });
  const second = await createAgain(judge, first, { active_users_limit: 2 });
  judge.expect.that(
    Buffer.compare(first.token ?? Buffer.of(), second.token ?? Buffer.of()) !== 0,
    'a new token',
    'the first one again',
  );
  const settings = await settingsOf(judge, first.id);
  judge.expect.equal(settings, { ...bare, active_users_limit: 2 }, 'settings after the second creation');
  await createAgain(judge, first);
  judge.expect.equal(await settingsOf(judge, first.id), bare, 'settings after the third, bare creation');
});
