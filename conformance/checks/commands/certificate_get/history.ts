import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { certificatesOf, expectView } from '../../../src/vocabulary/observations/organization.ts';
import { sharedCommunity } from './community.ts';

verifies('certificate_get/ordered-by-timestamp', async (judge) => {
  const { alice, history, changes } = await sharedCommunity(judge);
  const { common } = await certificatesOf(judge, alice);
  await expectView(judge, common, history.full, 'common certificates, in the order of their timestamps');
  const times = changes.map(({ at }) => at.micros);
  judge.expect.equal(times, times.toSorted(), 'timestamps of the certificates, as sent');
});

verifies('certificate_get/user-before-device', { case: 'of-members' }, async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const { common } = await certificatesOf(judge, bob);
  judge.expect.equal(common.slice(2), bob.enrolment.added.full, 'the pair of bob: user, then device');
  judge.expect.equal(common.slice(0, 2), bootstrap.added.full, 'the pair of the founder');
});

verifies('certificate_get/bytes-as-uploaded', { case: 'of-members' }, async (judge) => {
  const { bob, mallory, history } = await sharedCommunity(judge);
  const { common } = await certificatesOf(judge, bob);
  await expectView(judge, common, history.full, 'common certificates, as uploaded');
  const served = await certificatesOf(judge, mallory);
  await expectView(judge, served.common, history.redacted, 'redacted certificates, as uploaded');
});

// A user who joins last still receives the whole history, revoked users included.
for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER'] as const) {
  verifies('certificate_get/whole-history-to-everyone', { case: profile.toLowerCase() }, async (judge) => {
    const { author: alice, bootstrap } = await judge.bootstrapped();
    const rita = await judge.members.enrol(alice, 'rita');
    const revocation = await judge.members.revoke(alice, rita.person);
    const zoe = await judge.members.enrol(alice, 'zoe', { profile });
    const phone = await judge.members.addDevice(zoe, 'phone');
    const changes = [bootstrap, rita.enrolment, revocation, zoe.enrolment, phone.addition];
    const version = profile === 'OUTSIDER' ? 'redacted' : 'full';
    const { common } = await certificatesOf(judge, phone);
    await expectView(judge, common, joinCertificates(...changes)[version], `common certificates, ${version}`);
  });
}

verifies('certificate_get/cursor-is-strict', { case: 'in-a-history' }, async (judge) => {
  const { alice, changes } = await sharedCommunity(judge);
  for (const [index, { at }] of changes.entries()) {
    for (const [what, micros] of [
      ['at', 0],
      ['1 µs before', -1],
    ] as const) {
      const expected = joinCertificates(...changes.slice(micros === 0 ? index + 1 : index)).full;
      const { common } = await certificatesOf(judge, alice, at.plus(micros));
      await expectView(
        judge,
        common,
        expected,
        `common certificates after a cursor ${what} certificate ${index + 1}`,
      );
    }
  }
});
