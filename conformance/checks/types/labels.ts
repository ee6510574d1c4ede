import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { DevicePairParts, UserPairParts } from '../../src/people/enrolment.ts';
import {
  certificatesOf,
  expectBootstrapped,
  expectCommon,
} from '../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

/** Changes of the certificates of a user and the first device. */
type Parts = Partial<UserPairParts & DevicePairParts>;

const deviceLabel = (device_label: string): Parts => ({
  deviceCertificate: { fields: { device_label } },
});
const humanLabel = (label: string, email = 'zoe@example.com'): Parts => ({
  userCertificate: { fields: { human_handle: [email, label] } },
});

/** Asserts that a bootstrap with these certificates is accepted and they are served unchanged. */
async function foundsWith(judge: Judge, parts: Parts): Promise<void> {
  const { organization, bootstrap } = await judge.bootstrapped({}, parts);
  await expectBootstrapped(judge, organization.id, bootstrap);
}

/** Asserts that an enrolment with these certificates is accepted and they are served unchanged. */
const enrolsWith = (judge: Judge, parts: (email: string) => Parts): Promise<void> =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const person = judge.cast.newUser('bob');
    const { enrolment } = await judge.members.enrol(alice, person, parts(person.email));
    const { common } = await certificatesOf(judge, alice, since);
    await expectCommon(judge, common, enrolment.added.full, 'certificates of the enrolment');
  });

for (const [name, label] of [
  ['1-byte', 'x'],
  ['200-bytes', 'x'.repeat(200)],
  ['254-bytes', 'x'.repeat(254)],
  ['254-bytes-of-accents', 'é'.repeat(127)],
] as const) {
  verifies('types/device-label-accepted', { case: name }, (judge) =>
    judge.under('types/device-label-accepted', () => foundsWith(judge, deviceLabel(label))),
  );
  verifies('types/human-label-accepted', { case: name }, (judge) =>
    judge.under('types/human-label-accepted', () => enrolsWith(judge, (email) => humanLabel(label, email))),
  );
}

for (const [name, label] of [
  ['parentheses', 'Alice (Paris)'],
  ['accents', 'Zoé Çelik-Ñandú'],
  ['han', '康熙帝'],
  ['apostrophe', "Siobhan O'Brien"],
] as const) {
  verifies('types/human-label-accepted', { case: name }, (judge) =>
    judge.under('types/human-label-accepted', () => foundsWith(judge, humanLabel(label))),
  );
}
