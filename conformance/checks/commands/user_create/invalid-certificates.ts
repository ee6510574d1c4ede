import { verifies } from '../../../src/judge/verifies.ts';
import { wrongAuthors } from '../../../src/vocabulary/matchers/wrong-authors.ts';
import { coherenceMistakes } from './coherence-mistakes.ts';
import {
  decodingMistakes,
  type EnrolmentRule,
  refusesEnrolments,
  type Slot,
  slots,
} from './enrolment-mistakes.ts';

const wrongAuthorIn =
  (slot: Slot): EnrolmentRule[1] =>
  (judge, sharedOrganization) => {
    const changes = Object.entries(wrongAuthors(judge, sharedOrganization));
    return { mistakes: Object.fromEntries(changes.map(([what, change]) => [what, { [slot]: change }])) };
  };

/**
 * Certificates that the sending device did not sign, or that do not name it, per slot (USER-05).
 */
const authorMistakes: readonly EnrolmentRule[] = [
  ['user_create/user-certificate-by-author', wrongAuthorIn('userCertificate')],
  ['user_create/device-certificate-by-author', wrongAuthorIn('deviceCertificate')],
  ['user_create/redacted-user-certificate-by-author', wrongAuthorIn('redactedUserCertificate')],
  ['user_create/redacted-device-certificate-by-author', wrongAuthorIn('redactedDeviceCertificate')],
];

/** The same mistake in all four certificates, so only the author is wrong. */
const authorOfAllMistakes: EnrolmentRule[1] = (judge, sharedOrganization) => {
  const inAllSlots = (change: unknown) => Object.fromEntries(slots.map(([, slot]) => [slot, change]));
  const changes = Object.entries(wrongAuthors(judge, sharedOrganization));
  const all = Object.fromEntries(changes.map(([what, change]) => [what, inAllSlots(change)]));
  // The full and redacted certificates agree, but name an author other than the signer.
  const author = sharedOrganization.adam.device.id;
  const pairs = {
    'another ADMIN named in both user certificates': { user: { author } },
    'another ADMIN named in both device certificates': { deviceFields: { author } },
  };
  return { mistakes: { ...all, ...pairs } };
};

for (const [requirement, mistakes] of [...decodingMistakes, ...authorMistakes, ...coherenceMistakes])
  verifies(requirement, (judge) => refusesEnrolments(judge, mistakes));

verifies(
  [
    'user_create/user-certificate-by-author',
    'user_create/device-certificate-by-author',
    'user_create/redacted-user-certificate-by-author',
    'user_create/redacted-device-certificate-by-author',
  ],
  { case: 'all-four', why: 'Four certificates that agree with each other may still have another author.' },
  (judge) => refusesEnrolments(judge, authorOfAllMistakes),
);
