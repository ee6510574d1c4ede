import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { expectClocks, sendDated } from '../../../src/vocabulary/matchers/timestamps.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

/**
 * Asserts that certificates dated outside the window are refused, and those dated inside it on the
 * same side are accepted.
 */
async function expectWindow(judge: Judge, outside: number, inside: number): Promise<void> {
  const organization = await judge.organization();
  let at = judge.now();
  const { broken } = await judge.twin({
    broken: () =>
      sendDated(judge, outside, (date) => {
        at = date;
        return judge.bootstrap(organization, { at });
      }),
    refused: 'timestamp_out_of_ballpark',
    valid: () => sendDated(judge, inside, (date) => judge.bootstrap(organization, { at: date })),
  });
  const reply = judge.expect.reply(broken, 'timestamp_out_of_ballpark');
  await expectClocks(judge, reply, at, broken);
}

// Only the limits of 300 s and 320 s give these four answers at 310 s and 290 s ahead, 350 s and
// 310 s behind.
verifies('organization_bootstrap/not-too-early', (judge) => expectWindow(judge, 310, 290));
verifies('organization_bootstrap/not-too-late', (judge) => expectWindow(judge, -350, -310));

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
