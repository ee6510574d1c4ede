import { verifies } from '../../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { sendDated } from '../../../src/vocabulary/matchers/timestamps.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

verifies('organization_bootstrap/window-inside', async (judge) => {
  for (const seconds of [290, -310]) {
    const organization = await judge.organization();
    const bootstrap = await sendDated(judge, seconds, async (at) => {
      const dated = judge.newBootstrap(organization, { at });
      const exchange = await judge.bootstrap(organization, dated, { label: `${seconds} s` });
      judge.expect.reply(exchange, 'ok', `certificates dated now ${seconds} s`);
      return dated;
    });
    await expectBootstrapped(judge, organization.id, bootstrap);
  }
});

verifies('organization_bootstrap/sequester-in-window', async (judge) => {
  const organization = await judge.organization();
  const at = judge.now();
  const honest = { at, sequester: sequesterAuthorityDer };
  await judge.twin({
    broken: () =>
      judge.bootstrap(organization, {
        ...honest,
        sequesterCertificate: { fields: { timestamp: at.plusSeconds(-3600) } },
      }),
    refused: ['timestamp_out_of_ballpark', 'invalid_certificate'],
    valid: () => judge.bootstrap(organization, honest),
  });
});
