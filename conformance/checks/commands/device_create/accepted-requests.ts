import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

/** Labels of 255 bytes: of single-byte and of multi-byte characters. */
const longLabels = { ascii: 'd'.repeat(255), 'multi-byte': 'é'.repeat(127).concat('d') };

for (const [name, device_label] of Object.entries(longLabels)) {
  verifies('device_create/label-of-255-bytes', { case: name }, (judge) =>
    withSharedOrganization(judge, async ({ alice, since }) => {
      const addition = judge.members.addition(alice, { deviceCertificate: { fields: { device_label } } });
      const answer = await judge.members.send(alice, addition, 'a label of 255 bytes');
      judge.expect.answer(answer, ['ok', 'invalid_certificate'], 'a label of 255 bytes');
      const additions = answer.replyStatus === 'ok' ? [addition] : [];
      const tablet = await judge.members.addDevice(alice, 'tablet');
      const { common } = await certificatesOf(judge, alice, since);
      judge.expect.equal(
        common,
        joinCertificates(...additions, tablet.addition).full,
        'common certificates',
        answer,
      );
    }),
  );
}
