import { certificatesOf } from '../../../src/case/observations/organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';

/** The number of devices added in sequence, and of reads that start next to each addition. */
const additions = 12;
const reads = 6;

verifies('certificate_get/four-collections', { case: 'while-written' }, async (judge) => {
  const { author, founding } = await judge.bootstrapped({}, { sequester: sequesterAuthorityDer });
  const authority = [founding.certificates.sequester ?? new Uint8Array()];
  const added = [];
  const seen = [];
  for (let number = 1; number <= additions; number++) {
    const [device, ...those] = await Promise.all([
      judge.members.addDevice(author, `phone-${number}`),
      ...Array.from({ length: reads }, () => certificatesOf(judge, author)),
    ]);
    added.push(device.addition);
    seen.push(...those);
  }
  const history = joinCertificates(founding, ...added).full;
  judge.expect.equal((await certificatesOf(judge, author)).common, history, 'common certificates at the end');
  for (const { common, sequester } of seen) {
    judge.expect.equal(sequester, authority, 'sequester certificates beside a device that is being added');
    judge.expect.equal(
      common,
      history.slice(0, common.length),
      'common certificates beside a device that is being added',
    );
    judge.expect.that(common.length >= 2, 'at least the two certificates of the founding', common.length);
  }
});
