import { verifiesClient } from '../../../src/judge/verifies.ts';
import { continuesAfter } from '../../../src/played-server/refuses-forgery.ts';
import { simulateOrganization } from '../../../src/played-server/simulated-organization.ts';

for (const version of ['5.0', '5.99']) {
  verifiesClient('client-trust/any-minor-version', { case: version.replace('.', '-') }, async (judge) => {
    const simulated = await simulateOrganization(judge);
    simulated.misbehave(`version.reply=${version}`);
    await continuesAfter(judge, simulated, undefined);
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

for (const version of ['6.0', '4.9']) {
  verifiesClient(
    'client-trust/foreign-version-refused',
    { case: version.replace('.', '-') },
    async (judge) => {
      const simulated = await simulateOrganization(judge);
      simulated.misbehave(`version.reply=${version}`);
      const outcome = await simulated.logIn();
      simulated.misbehave();
      judge.expectRefused(outcome, `a log-in at a server of version ${version}`);
      await continuesAfter(judge, simulated, undefined);
      await continuesAfter(judge, simulated, simulated.common.at(-1));
    },
  );
}

verifiesClient('client-trust/says-which-is-older', async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  simulated.misbehave('version=6.0');
  const newer = judge.expectRefused(await simulated.logIn(), 'a log-in at a newer server');
  simulated.misbehave('version=4.9');
  const older = judge.expectRefused(await simulated.logIn(), 'a log-in at an older server');
  judge.expectToldApart(['a newer server', newer], [['an older server', older]], 'text');
});
