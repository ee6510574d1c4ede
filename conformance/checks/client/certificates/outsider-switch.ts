import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { cursorSince } from '../../../src/client/refuses-false-certificate.ts';
import {
  enrolment,
  profileChange,
  signedDevice,
  signedUser,
} from '../../../src/people/signed-certificates.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';

const hidden = { fields: { human_handle: null } };
const unlabelled = { fields: { device_label: null } };

const switches = [
  ['to-outsider', 'STANDARD', 'OUTSIDER'],
  ['from-outsider', 'OUTSIDER', 'STANDARD'],
] as const;

/**
 * Bob's client has fetched the certificates before the profile of Bob changes between `from` and
 * `to`. The server serves those after the change. `later` is the time of the last certificate that
 * the client knows.
 */
async function switched(judge: ClientJudge, from: string, to: string) {
  const bob = judge.cast.person('bob');
  const simulated = await simulateOrganization(judge, { owner: bob, ownerSince: 60, profile: from });
  const { root, founder, founded, alice } = simulated;
  const enrolled = founded.plusSeconds(60);
  const redacted = [
    signedUser(root, alice, founded, { profile: 'ADMIN', change: hidden }),
    signedDevice(root, alice, founded, { change: unlabelled }),
    signedUser(founder, bob, enrolled, { profile: from, change: hidden }),
    signedDevice(founder, bob, enrolled, { change: unlabelled }),
    ...simulated.ownCertificates(unlabelled),
  ];
  const full = [
    ...enrolment(root, alice, founded, { profile: 'ADMIN' }),
    ...enrolment(founder, bob, enrolled, { profile: from }),
    ...simulated.ownCertificates(),
  ];
  simulated.common = from === 'OUTSIDER' ? redacted : full;
  const later = simulated.common.at(-1)?.at;
  judge.expectOk(await simulated.logIn(), 'a log-in before the change');
  const change = profileChange(founder, bob, founded.plusSeconds(120), to);
  simulated.common = [...(to === 'OUTSIDER' ? redacted : full), change];
  return { stage: simulated, later, change };
}

for (const [name, from, to] of switches) {
  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: name, why: 'An OUTSIDER is served redacted certificates, other members the full ones.' },
    async (judge) => {
      const { stage: simulated, later, change } = await switched(judge, from, to);
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
      const { stage: simulated } = await switched(judge, from, to);
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
