import { expectBootstrapped } from '../../../src/case/observations/organization.ts';
import { uncreatedOrganization } from '../../../src/case/organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

const needs = ['spontaneous'] as const;
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
  const founding = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, founding), 'ok', 'coherent certificates');
  await expectBootstrapped(judge, organization.id, founding);
});

verifies('organization_bootstrap/token-works-once', { needs, case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const founding = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, founding), 'ok', 'the bootstrap that creates');
  judge.expect.reply(await judge.bootstrap(organization, founding), already, 'the very same again');
});

verifies('organization_bootstrap/bootstrapped-for-good', { needs, case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const founding = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, founding), 'ok', 'the bootstrap that creates');
  const [root, person, device] = [
    judge.cast.signingKey('another-root'),
    judge.cast.person('bob'),
    judge.cast.device('bob-laptop'),
  ];
  const another = judge.founding(organization, { root, person, device });
  judge.expect.reply(await judge.bootstrap(organization, another), already, 'another founder, without token');
  await expectBootstrapped(judge, organization.id, founding);
});
