import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { certificatesOf, expectView } from '../../../src/vocabulary/observations/organization.ts';
import { decompress } from '../../../src/wire/zstd.ts';

// In code, because these compare bytes, or dates to the microsecond.

/**
 * An organization with every profile and a history of each kind of certificate: Alice ADMIN, Bob
 * STANDARD, Mallory OUTSIDER, Rita revoked.
 */
async function community(judge: Judge) {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const phone = await judge.members.addDevice(bob, 'bob-phone');
  const rita = await judge.members.enrol(alice, 'rita');
  const promotion = await judge.members.setProfile(alice, rita.person, 'ADMIN');
  const revocation = await judge.members.revoke(alice, rita.person);
  const changes = [
    bootstrap,
    bob.enrolment,
    mallory.enrolment,
    phone.addition,
    rita.enrolment,
    promotion,
    revocation,
  ] as const;
  return {
    alice,
    bob,
    mallory,
    phone,
    rita,
    promotion,
    revocation,
    changes,
    history: joinCertificates(...changes),
  };
}

/** This organization, shared by all checks that only read it. */
const sharedCommunity = (judge: Judge): ReturnType<typeof community> => judge.shared('community', community);

verifies('certificate_get/bytes-as-uploaded', { case: 'of-members' }, async (judge) => {
  const { bob, mallory, history } = await sharedCommunity(judge);
  const { common } = await certificatesOf(judge, bob);
  await expectView(judge, common, history.full, 'common certificates, as uploaded');
  const served = await certificatesOf(judge, mallory);
  await expectView(judge, served.common, history.redacted, 'redacted certificates, as uploaded');
});

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
