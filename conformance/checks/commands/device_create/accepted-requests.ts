import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectAdmitted } from '../../../src/vocabulary/observations/expect-admitted.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';

/** A member of each profile: the ADMIN, and two new users. */
async function everyProfile(judge: Judge, { alice }: SharedOrganization) {
  const bob = await judge.members.enrol(alice, 'bob', { profile: 'STANDARD' });
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  return { members: [alice, bob, mallory], before: [bob.enrolment, mallory.enrolment] };
}

verifies(['device_create/open-to-every-profile', 'device_create/certificate-handed-out'], (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, since } = sharedOrganization;
    const { members, before } = await everyProfile(judge, sharedOrganization);
    const added = [];
    for (const member of members)
      added.push(await judge.members.addDevice(member, `${member.person.name}-tablet`));
    const history = joinCertificates(...before, ...added.map(({ addition }) => addition));
    const { common } = await certificatesOf(judge, alice, since);
    await expectCommon(judge, common, history.full, 'common certificates, as an ADMIN receives them');
    const outsider = added.at(-1) ?? alice;
    const served = await certificatesOf(judge, outsider, since);
    await expectCommon(
      judge,
      served.common,
      history.redacted,
      'common certificates, as an OUTSIDER receives them',
    );
  }),
);

verifies('device_create/device-works-at-once', (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { members } = await everyProfile(judge, sharedOrganization);
    for (const member of members) {
      const addition = judge.members.addition(member);
      const phone = { ...member, device: addition.device };
      const info = () => askOrganization(judge, phone);
      judge.expect.answer(await info(), 403, `${addition.device.label} before the addition`);
      judge.expect.reply(await judge.members.send(member, addition), 'ok', `adding ${addition.device.label}`);
      const after = await info();
      await expectAdmitted(
        judge,
        after,
        ['device_create/device-works-at-once', 'authentication/new-device-at-once'],
        `${addition.device.label} right after the addition`,
      );
    }
  }),
);

verifies('device_create/limit-spares-devices', { needs: ['administration'] }, async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped({ active_users_limit: 1 });
  const enrolment = judge.members.enrolment(alice);
  judge.expect.reply(
    await judge.members.send(alice, enrolment),
    'active_users_limit_reached',
    'a second user',
  );
  const phone = await judge.members.addDevice(alice, 'phone');
  // The user limit does not apply to devices, even after the operator lowers it.
  judge.expect.json(await judge.administration.patch(alice.organization, { active_users_limit: 0 }));
  const tablet = await judge.members.addDevice(phone, 'tablet');
  const { common } = await certificatesOf(judge, tablet);
  const history = joinCertificates(bootstrap, phone.addition, tablet.addition).full;
  await expectCommon(judge, common, history, 'common certificates when the limit is reached');
});

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
