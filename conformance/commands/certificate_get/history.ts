import { certificatesOf } from '../../src/effects/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { community } from './community.ts';

verifies('certificate_get/ordered-by-timestamp', async (judge) => {
  const { alice, history, made } = await community(judge);
  const { common } = await certificatesOf(judge, alice);
  judge.expect.equal(common, history.full, 'common certificates, in the order of their timestamps');
  const times = made.map(({ at }) => at.micros);
  judge.expect.equal(times, times.toSorted(), 'timestamps of what was made');
});

verifies('certificate_get/user-before-device', { case: 'of-members' }, async (judge) => {
  const { author: alice, founding } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const { common } = await certificatesOf(judge, bob);
  judge.expect.equal(common.slice(2), bob.enrolment.history.full, 'the pair of bob: user, then device');
  judge.expect.equal(common.slice(0, 2), founding.history.full, 'the pair of the founder');
});

verifies('certificate_get/bytes-as-uploaded', { case: 'of-members' }, async (judge) => {
  const { bob, mallory, history } = await community(judge);
  const { common } = await certificatesOf(judge, bob);
  judge.expect.equal(common, history.full, 'common certificates, as uploaded');
  const served = await certificatesOf(judge, mallory);
  judge.expect.equal(served.common, history.redacted, 'redacted certificates, as uploaded');
});

// Whoever comes last still learns everything, revoked users included.
for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER'] as const) {
  verifies('certificate_get/whole-history-to-everyone', { case: profile.toLowerCase() }, async (judge) => {
    const { author: alice, founding } = await judge.bootstrapped();
    const rita = await judge.members.enrol(alice, 'rita');
    const revocation = await judge.members.revoke(alice, rita.person);
    const zoe = await judge.members.enrol(alice, 'zoe', { profile });
    const phone = await judge.members.addDevice(zoe, 'phone');
    const made = [founding, rita.enrolment, revocation, zoe.enrolment, phone.addition];
    const version = profile === 'OUTSIDER' ? 'redacted' : 'full';
    const { common } = await certificatesOf(judge, phone);
    judge.expect.equal(
      common,
      made.flatMap(({ history }) => history[version]),
      `common certificates, ${version}`,
    );
  });
}

verifies('certificate_get/cursor-is-strict', { case: 'in-a-history' }, async (judge) => {
  const { alice, made } = await community(judge);
  for (const [index, { at }] of made.entries()) {
    for (const [what, micros] of [
      ['at', 0],
      ['1 µs before', -1],
    ] as const) {
      const left = made.slice(micros === 0 ? index + 1 : index).flatMap(({ history }) => history.full);
      const { common } = await certificatesOf(judge, alice, at.plus(micros));
      judge.expect.equal(common, left, `common certificates after a cursor ${what} certificate ${index + 1}`);
    }
  }
});
