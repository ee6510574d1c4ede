import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import {
  type CertificateMistake,
  refusalByParity,
} from '../../src/vocabulary/matchers/refuses-certificate.ts';
import {
  certificatesOf,
  expectBootstrapped,
  expectCommon,
} from '../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

const deviceLabel = (device_label: string): CertificateMistake => ({
  deviceCertificate: { fields: { device_label } },
});
const humanLabel = (label: string, email = 'zoe@example.com'): CertificateMistake => ({
  userCertificate: { fields: { human_handle: [email, label] } },
});

/** Asserts that a bootstrap with these certificates is accepted and they are served unchanged. */
async function foundsWith(judge: Judge, parts: CertificateMistake): Promise<void> {
  const { organization, bootstrap } = await judge.bootstrapped({}, parts);
  await expectBootstrapped(judge, organization.id, bootstrap);
}

/** Asserts that an enrolment with these certificates is accepted and they are served unchanged. */
const enrolsWith = (judge: Judge, parts: (email: string) => CertificateMistake): Promise<void> =>
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

for (const [index, [name, label]] of (
  [
    ['empty', ''],
    ['256-bytes', 'x'.repeat(256)],
    ['256-bytes-of-accents', 'é'.repeat(128)],
    ['257-bytes-of-255-characters', `${'x'.repeat(254)}康`],
  ] as const
).entries()) {
  verifies('types/device-label-length', { case: name }, (judge) =>
    refusalByParity(index)(judge, deviceLabel(label)),
  );
}

for (const [index, [name, label]] of (
  [
    ['empty', ''],
    ['255-bytes', 'x'.repeat(255)],
    ['256-bytes-of-accents', 'é'.repeat(128)],
    ['255-bytes-of-85-characters', '康'.repeat(85)],
  ] as const
).entries()) {
  verifies('types/human-label-length', { case: name }, (judge) =>
    refusalByParity(index)(judge, humanLabel(label)),
  );
}

for (const [index, [name, character]] of (
  [
    ['less-than', '<'],
    ['greater-than', '>'],
    ['at', '@'],
    ['comma', ','],
    ['colon', ':'],
    ['semicolon', ';'],
    ['backslash', '\\'],
    ['quote', '"'],
    ['opening-bracket', '['],
    ['closing-bracket', ']'],
  ] as const
).entries()) {
  verifies('types/human-label-characters', { case: name }, (judge) =>
    refusalByParity(index)(judge, humanLabel(`Ali${character}ce`)),
  );
}
