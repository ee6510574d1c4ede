import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import type { EnrolmentParts } from '../../../src/people/enrolment.ts';
import { undecodable } from '../../../src/vocabulary/matchers/refuses-certificate.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';

/**
 * Invalid enrolments by the founder, each with a single mistake, and the fields that the valid
 * enrolment shares with them.
 */
export interface EnrolmentMistakes {
  readonly mistakes: Readonly<Record<string, Partial<EnrolmentParts>>>;
  readonly honest?: Partial<EnrolmentParts>;
}

/**
 * A rule whose violation is answered `invalid_certificate`, and the enrolments that violate only
 * this rule.
 */
export type EnrolmentRule = readonly [
  RequirementId,
  (judge: Judge, sharedOrganization: SharedOrganization) => EnrolmentMistakes,
];

/** Asserts that each enrolment with one mistake is refused and the valid one is accepted. */
export const refusesEnrolments = (judge: Judge, mistakesOf: EnrolmentRule[1]): Promise<void> =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, since } = sharedOrganization;
    const { mistakes, honest = {} } = mistakesOf(judge, sharedOrganization);
    const make = (changes: Partial<EnrolmentParts>) => () =>
      judge.members.enrolment(alice, { ...honest, ...changes });
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: Object.fromEntries(Object.entries(mistakes).map(([what, changes]) => [what, make(changes)])),
      honest: make({}),
    });
  });

/** The certificate fields of the command, with their names in messages. */
export const slots = [
  ['user-certificate', 'userCertificate'],
  ['device-certificate', 'deviceCertificate'],
  ['redacted-user-certificate', 'redactedUserCertificate'],
  ['redacted-device-certificate', 'redactedDeviceCertificate'],
] as const;
export type Slot = (typeof slots)[number][1];

const undecodableIn =
  (slot: Slot, otherType: 'user_certificate' | 'device_certificate'): EnrolmentRule[1] =>
  () => {
    const changes = { ...undecodable, 'of another type': { fields: { type: otherType } } };
    return {
      mistakes: Object.fromEntries(
        Object.entries(changes).map(([what, change]) => [what, { [slot]: change }]),
      ),
    };
  };

/** Certificates that do not decode, per slot (USER-04). */
export const decodingMistakes: readonly EnrolmentRule[] = [
  ['user_create/user-certificate-decodes', undecodableIn('userCertificate', 'device_certificate')],
  ['user_create/device-certificate-decodes', undecodableIn('deviceCertificate', 'user_certificate')],
  [
    'user_create/redacted-user-certificate-decodes',
    undecodableIn('redactedUserCertificate', 'device_certificate'),
  ],
  [
    'user_create/redacted-device-certificate-decodes',
    undecodableIn('redactedDeviceCertificate', 'user_certificate'),
  ],
];
