import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { cursorSince } from '../../../src/client/refuses-false-certificate.ts';
import {
  enrolment,
  profileChange,
  signedDevice,
  signedUser,
} from '../../../src/client/staged-certificates.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';

const hidden = { fields: { human_handle: null } };
const unlabelled = { fields: { device_label: null } };

const switches = [
  ['to-outsider', 'STANDARD', 'OUTSIDER'],
  ['from-outsider', 'OUTSIDER', 'STANDARD'],
] as const;

/**
 * Bob's client, with the certificates from before the change of profile, and the time of that
 * change.
 */
async function switched(judge: ClientJudge, from: string, to: string) {
  const bob = judge.cast.person('bob');
  const stage = await stageOrganization(judge, { owner: bob, profile: from });
  const { root, founder, founded, alice } = stage;
  const later = founded.plusSeconds(60);
  const redacted = [
    signedUser(root, alice, founded, { profile: 'ADMIN', change: hidden }),
    signedDevice(root, alice, founded, { change: unlabelled }),
    signedUser(founder, bob, later, { profile: from, change: hidden }),
    signedDevice(founder, bob, later, { change: unlabelled }),
  ];
  const full = [
    ...enrolment(root, alice, founded, { profile: 'ADMIN' }),
    ...enrolment(founder, bob, later, { profile: from }),
  ];
  stage.common = from === 'OUTSIDER' ? redacted : full;
  judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in before the change');
  const change = profileChange(founder, bob, founded.plusSeconds(120), to);
  stage.common = [...(to === 'OUTSIDER' ? redacted : full), change];
  return { stage, later, change };
}

for (const [name, from, to] of switches) {
  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: name, why: 'What an outsider may see are other certificates than those of everybody else.' },
    async (judge) => {
      const { stage, later, change } = await switched(judge, from, to);
      const before = stage.asked.length;
      judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in after the change');
      const cursors = stage.asked
        .slice(before)
        .filter(({ cmd }) => cmd === 'certificate_get')
        .map(({ common_after }) => common_after);
      judge.expect.equal(cursors, [later, null], 'common_after of the certificate_get that followed');

      const again = stage.asked.length;
      judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in after that');
      judge.expect.equal(cursorSince(stage, again), change.at, 'common_after of the next certificate_get');
    },
  );

  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: `${name}-drops` },
    async (judge) => {
      const { stage } = await switched(judge, from, to);
      stage.answer = ({ cmd, common_after }) =>
        cmd === 'certificate_get' && common_after === null ? { status: 503 } : undefined;
      judge.expectOutcome(await stage.logIn(), 'offline', 'a log-in after the change that cannot fetch anew');
      stage.answer = () => undefined;
      const before = stage.asked.length;
      judge.expectOutcome(await stage.logIn(), 'ok', 'a log-in when it can');
      judge.expect.equal(cursorSince(stage, before), null, 'common_after of a client that dropped all');
    },
  );
}
