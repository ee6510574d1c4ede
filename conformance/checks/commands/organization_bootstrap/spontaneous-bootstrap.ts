import { uncreatedOrganization, unusualDefaults, unusualPeriod } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectBootstrapped, probe, settingsOf } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['spontaneous'] as const;

verifies('organization_bootstrap/spontaneous-creation', { needs }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, bootstrap));
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies(
  'organization_bootstrap/spontaneous-creation',
  { needs: ['spontaneous', 'administration'], case: 'defaults' },
  async (judge) => {
    const created = judge.newName();
    judge.expect.json(await judge.administration.create(created));
    const organization = uncreatedOrganization(judge.newName());
    judge.expect.reply(await judge.bootstrap(organization));
    const expected = { ...(await settingsOf(judge, created)), is_bootstrapped: true };
    judge.expect.equal(
      await settingsOf(judge, organization.id),
      expected,
      'settings, as of a creation without any',
    );
  },
);

verifies(
  'organization_bootstrap/spontaneous-creation',
  { needs: ['administration', 'start'], case: 'unusual-defaults' },
  async (judge) => {
    const host = await judge.start({ ...unusualDefaults, spontaneous: true });
    const organization = uncreatedOrganization(host.newName());
    judge.expect.reply(await host.bootstrap(organization));
    const settings = await settingsOf(host, organization.id);
    const configured = [settings.active_users_limit, settings.user_profile_outsider_allowed, settings.tos];
    const { initialTos } = unusualDefaults;
    judge.expect.equal(
      configured,
      [10, false, initialTos],
      'limit, outsider setting and terms, as configured',
    );
  },
);

verifies(
  'organization_bootstrap/spontaneous-creation',
  { needs: ['administration', 'start'], case: 'archiving-period' },
  async (judge) => {
    const host = await judge.start({ ...unusualPeriod, spontaneous: true });
    const organization = uncreatedOrganization(host.newName());
    judge.expect.reply(await host.bootstrap(organization));
    const { realm_minimum_archiving_period_before_deletion: period } = await settingsOf(
      host,
      organization.id,
    );
    const { initialArchivingPeriod: configured } = unusualPeriod;
    judge.expect.equal(period, configured, 'archiving period, as configured');
  },
);

verifies('organization_bootstrap/spontaneous-has-no-token', { needs }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  await judge.twin({
    broken: async () => {
      const refused = await judge.bootstrap(organization, { token: judge.random.bytes(16) });
      if ((await probe(judge, organization.id, 'probe after the refusal')).status === 200)
        judge.note('a refused bootstrap already created the organization, unbootstrapped');
      return refused;
    },
    refused: 'invalid_bootstrap_token',
    valid: () => judge.bootstrap(organization),
  });
});

verifies('organization_bootstrap/probe-creates-nothing', { needs }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  judge.expect.answer(
    await probe(judge, organization.id, 'first probe'),
    404,
    'the first GET of an unknown organization',
  );
  judge.expect.answer(
    await probe(judge, organization.id, 'second probe'),
    404,
    'the second GET of an unknown organization',
  );
  judge.expect.reply(await judge.bootstrap(organization));
  judge.expect.answer(
    await probe(judge, organization.id, 'probe when it exists'),
    200,
    'the GET after it was created',
  );
});

const already = 'organization_already_bootstrapped';

// A spontaneous creation must validate certificates as strictly as any other bootstrap.
verifies('organization_bootstrap/refused-leaves-no-trace', { needs, case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const root = judge.cast.signingKey('another-root');
  const refusals = {
    'a user certificate that is junk': { userCertificate: { signed: () => Buffer.from('junk') } },
    'a device certificate by another root': { deviceCertificate: { signedBy: root } },
    'a first user who is no ADMIN': { user: { profile: 'STANDARD' } },
  };
  for (const [what, changes] of Object.entries(refusals))
    judge.expect.answer(await judge.bootstrap(organization, changes), 'invalid_certificate', what);
  const late = await judge.bootstrap(organization, { at: judge.now().plusSeconds(-350) });
  judge.expect.answer(late, 'timestamp_out_of_ballpark', 'certificates of 350 s ago');
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'coherent certificates');
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies('organization_bootstrap/token-works-once', { needs, case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'the bootstrap that creates');
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), already, 'the very same again');
});

verifies('organization_bootstrap/bootstrapped-for-good', { needs, case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'the bootstrap that creates');
  const [root, person, device] = [
    judge.cast.signingKey('another-root'),
    judge.cast.person('bob'),
    judge.cast.device('bob-laptop'),
  ];
  const another = judge.newBootstrap(organization, { root, person, device });
  judge.expect.reply(await judge.bootstrap(organization, another), already, 'another founder, without token');
  await expectBootstrapped(judge, organization.id, bootstrap);
});
