import { standsAsFounded, settingsOf } from '../../src/effects/index.ts';
import type { Judge, Organization } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['spontaneous'] as const;

/** An organization that nobody created. */
const unborn = (judge: Judge): Organization => ({
  id: judge.newName(),
  token: null,
  bootstrapUrl: undefined,
  bootstrapUrlAsHttpRedirection: undefined,
});

verifies('organization_bootstrap/spontaneous-creation', { needs }, async (judge) => {
  const organization = unborn(judge);
  const founding = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, founding));
  await standsAsFounded(judge, organization.id, founding);
});

verifies(
  'organization_bootstrap/spontaneous-creation',
  { needs: ['spontaneous', 'administration'], case: 'defaults' },
  async (judge) => {
    const created = judge.newName();
    judge.expect.json(await judge.administration.create(created));
    const organization = unborn(judge);
    judge.expect.reply(await judge.bootstrap(organization));
    const expected = { ...(await settingsOf(judge, created)), is_bootstrapped: true };
    judge.expect.equal(
      await settingsOf(judge, organization.id),
      expected,
      'settings, as of a creation without any',
    );
  },
);

verifies('organization_bootstrap/spontaneous-has-no-token', { needs }, async (judge) => {
  const organization = unborn(judge);
  await judge.twin({
    broken: () => judge.bootstrap(organization, { token: judge.random.bytes(16) }),
    refused: 'invalid_bootstrap_token',
    valid: () => judge.bootstrap(organization),
  });
});

verifies('organization_bootstrap/probe-creates-nothing', { needs }, async (judge) => {
  const organization = unborn(judge);
  const probe = (label: string) =>
    judge.http({
      target: `/anonymous/${organization.id}`,
      headers: [
        ['Api-Version', '5.6'],
        ['Content-Type', 'application/msgpack'],
      ],
      label,
    });
  judge.expect.answer(await probe('first probe'), 404, 'the first GET of an unknown organization');
  judge.expect.answer(await probe('second probe'), 404, 'the second GET of an unknown organization');
  judge.expect.reply(await judge.bootstrap(organization));
  judge.expect.answer(await probe('probe when it exists'), 200, 'the GET once it exists');
});
