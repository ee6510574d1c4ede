import { isEqual } from '../../../src/judge/equal.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { certificatesOf, expectView } from '../../../src/vocabulary/observations/organization.ts';
import { decompress } from '../../../src/wire/zstd.ts';
import { community, sharedCommunity } from './community.ts';

verifies('certificate_get/outsider-gets-redacted', async (judge) => {
  const { mallory, history } = await sharedCommunity(judge);
  const { common } = await certificatesOf(judge, mallory);
  await expectView(judge, common, history.redacted, 'common certificates, as an OUTSIDER receives them');
});

verifies('certificate_get/outsider-gets-redacted', { case: 'own' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { enrolment, device, organization } = await judge.members.enrol(alice, 'mallory', {
    profile: 'OUTSIDER',
  });
  const { common } = await certificatesOf(judge, { organization, device });
  judge.expect.equal(common.slice(2), enrolment.added.redacted, 'the outsider’s own certificates');
});

// Searches both the raw bytes and the decoded contents.
verifies('certificate_get/outsider-learns-no-name', async (judge) => {
  const { alice, bob, mallory, rita, history } = await sharedCommunity(judge);
  const people = [alice, bob, mallory, rita].map(({ person }) => person);
  const names = [...people.flatMap(({ email, label, device }) => [email, label, device.label]), 'bob-phone'];
  const contentsOf = async (author: typeof mallory): Promise<readonly Buffer[]> => {
    const { common } = await certificatesOf(judge, author);
    return common.flatMap((bytes) => {
      if (!(bytes instanceof Uint8Array)) return [];
      return [Buffer.from(bytes), Buffer.from(decompress(bytes.subarray(65)))];
    });
  };
  const namesIn = (contents: readonly Buffer[]) =>
    names.filter((name) => contents.some((bytes) => bytes.includes(name)));
  judge.expect.equal(namesIn(await contentsOf(bob)), names, 'names in the certificates for a STANDARD user');
  const contents = await contentsOf(mallory);
  judge.expect.equal(
    contents.length,
    history.redacted.length * 2,
    'certificates for an OUTSIDER, twice each',
  );
  judge.expect.equal(namesIn(contents), [], 'names in the certificates for an OUTSIDER');
});

for (const profile of ['ADMIN', 'STANDARD'] as const) {
  verifies(
    'certificate_get/others-get-full',
    { case: `enrolled-${profile.toLowerCase()}` },
    async (judge) => {
      const { alice, history } = await community(judge);
      const zoe = await judge.members.enrol(alice, 'zoe', { profile });
      const { common } = await certificatesOf(judge, zoe);
      const full = [...history.full, ...zoe.enrolment.added.full];
      await expectView(
        judge,
        common,
        full,
        `common certificates, as a user of profile ${profile} receives them`,
      );
    },
  );
}

verifies('certificate_get/others-types-unredacted', async (judge) => {
  const { mallory, promotion, revocation } = await sharedCommunity(judge);
  const { common } = await certificatesOf(judge, mallory);
  const missing = [promotion.certificate, revocation.certificate].filter(
    (bytes) => !common.some((one) => isEqual(one, bytes)),
  );
  judge.expect.equal(missing, [], 'certificates that the OUTSIDER lacks');
});

verifies('certificate_get/view-follows-present-profile', async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const changes: { added: typeof bootstrap.added }[] = [bootstrap, bob.enrolment];
  const first = await certificatesOf(judge, bob);
  await expectView(
    judge,
    first.common,
    joinCertificates(...changes).full,
    'common certificates while bob is STANDARD',
  );
  for (const [profile, version] of [
    ['OUTSIDER', 'redacted'],
    ['STANDARD', 'full'],
    ['OUTSIDER', 'redacted'],
    ['ADMIN', 'full'],
  ] as const) {
    changes.push(await judge.members.setProfile(alice, bob.person, profile));
    const { common } = await certificatesOf(judge, bob);
    await expectView(
      judge,
      common,
      joinCertificates(...changes)[version],
      `common certificates after bob became ${profile}`,
    );
  }
});

verifies('certificate_get/view-follows-present-profile', { case: 'born-outsider' }, async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const first = await certificatesOf(judge, mallory);
  const redacted = joinCertificates(bootstrap, mallory.enrolment).redacted;
  await expectView(judge, first.common, redacted, 'common certificates while mallory is OUTSIDER');
  const promotion = await judge.members.setProfile(alice, mallory.person, 'STANDARD');
  const { common } = await certificatesOf(judge, mallory);
  const { full } = joinCertificates(bootstrap, mallory.enrolment, promotion);
  await expectView(judge, common, full, 'common certificates after mallory became STANDARD');
});
