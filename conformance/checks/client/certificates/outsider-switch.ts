import { verifiesClient } from '../../../src/case/verifies.ts';
import { beforeProfileSwitch, profileSwitches } from '../../../src/client/profile-switch.ts';
import { cursorSince } from '../../../src/client/refuses-false-certificate.ts';

for (const [name, from, to] of profileSwitches) {
  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: name, why: 'An OUTSIDER is served redacted certificates, other members the full ones.' },
    async (judge) => {
      const bob = await beforeProfileSwitch(judge, from, to);
      const { simulated, later, change } = bob;
      bob.switch();
      const before = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'a log-in after the change');
      const cursors = simulated.commands
        .slice(before)
        .filter(({ cmd }) => cmd === 'certificate_get')
        .map(({ common_after }) => common_after);
      judge.expect.equal(cursors, [later, null], 'common_after of the certificate_get that followed');

      const again = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'another log-in');
      judge.expect.equal(
        cursorSince(simulated, again),
        change.at,
        'common_after of the next certificate_get',
      );
    },
  );

  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: `${name}-drops` },
    async (judge) => {
      const bob = await beforeProfileSwitch(judge, from, to);
      const { simulated } = bob;
      bob.switch();
      simulated.answer = ({ cmd, common_after }) =>
        cmd === 'certificate_get' && common_after === null ? { status: 503 } : undefined;
      judge.expectRefused(
        await simulated.logIn(),
        'a log-in after the change, while fetching from the beginning fails',
      );
      simulated.answer = () => undefined;
      const before = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'a log-in when fetching works again');
      const cursors = simulated.commands
        .slice(before)
        .filter(({ cmd }) => cmd === 'certificate_get')
        .map(({ common_after }) => common_after);
      judge.expect.that(cursors.includes(null), 'a certificate_get from the beginning', cursors);
    },
  );
}
