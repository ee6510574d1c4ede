import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';
import type { DeviceAdditionParts } from '../../../src/people/enrolment.ts';
import { nearBytes, nearIds } from '../../../src/vocabulary/matchers/near-bytes.ts';
import { undecodable } from '../../../src/vocabulary/matchers/refuses-certificate.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { wrongAuthors } from '../../../src/vocabulary/matchers/wrong-authors.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';

/**
 * Invalid device additions by the founder, each with a single mistake, and the fields that the valid
 * addition shares with them.
 */
interface AdditionMistakes {
  readonly mistakes: Readonly<Record<string, Partial<DeviceAdditionParts>>>;
  readonly honest?: Partial<DeviceAdditionParts>;
}

/**
 * A rule whose violation is answered `invalid_certificate`, and the additions that violate only
 * this rule.
 */
type AdditionRule = readonly [
  RequirementId,
  (judge: Judge, sharedOrganization: SharedOrganization) => AdditionMistakes,
];

/** Asserts that each addition with one mistake is refused and the valid one is accepted. */
const refusesAdditions = (judge: Judge, mistakesOf: AdditionRule[1]): Promise<void> =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, since } = sharedOrganization;
    const { mistakes, honest = {} } = mistakesOf(judge, sharedOrganization);
    const make = (changes: Partial<DeviceAdditionParts>) => () =>
      judge.members.addition(alice, { device: judge.cast.device('tablet'), ...honest, ...changes });
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: Object.fromEntries(Object.entries(mistakes).map(([what, changes]) => [what, make(changes)])),
      honest: make({}),
    });
  });

type Slot = 'deviceCertificate' | 'redactedDeviceCertificate';
type Changes = Readonly<Record<string, CertificateChange>>;
const inSlots = (changes: Changes, ...slots: readonly Slot[]): AdditionMistakes['mistakes'] =>
  Object.fromEntries(
    Object.entries(changes).map(([what, change]) => [
      what,
      Object.fromEntries(slots.map((slot) => [slot, change])),
    ]),
  );

/** Signers other than the sending device: among them the new device itself. */
const changesIn = (judge: Judge, organization: SharedOrganization): Changes => ({
  ...wrongAuthors(judge, organization),
  'signed by the new device': { signedBy: judge.cast.device('tablet').key },
});

/** Certificates that do not decode (DEV-03). */
const undecodableIn =
  (slot: Slot): AdditionRule[1] =>
  () => ({
    mistakes: inSlots({ ...undecodable, 'of another type': { fields: { type: 'user_certificate' } } }, slot),
  });

/**
 * Certificates that the sending device did not sign, or that do not name it as their author
 * (DEV-04). In several slots the certificates agree with each other, so only the author is wrong.
 */
const wrongAuthorIn =
  (...slots: readonly Slot[]): AdditionRule[1] =>
  (judge, sharedOrganization) => ({ mistakes: inSlots(changesIn(judge, sharedOrganization), ...slots) });

const slotMistakes: readonly AdditionRule[] = [
  ['device_create/device-certificate-decodes', undecodableIn('deviceCertificate')],
  ['device_create/redacted-device-certificate-decodes', undecodableIn('redactedDeviceCertificate')],
  ['device_create/device-certificate-by-author', wrongAuthorIn('deviceCertificate')],
  ['device_create/redacted-device-certificate-by-author', wrongAuthorIn('redactedDeviceCertificate')],
];

/** The owner of the device, and the coherence of the two certificates (DEV-02, DEV-05, DEV-06). */
const coherenceMistakes: readonly AdditionRule[] = [
  [
    'device_create/own-user',
    (judge, { adam: { person } }) => ({
      mistakes: {
        'a device of another user': { deviceFields: { user_id: person.userId } },
        'a device of nobody': { deviceFields: { user_id: judge.cast.person('zack').userId } },
        'a device of another user, redacted one of the own': {
          deviceCertificate: { fields: { user_id: person.userId } },
        },
      },
    }),
  ],
  [
    'device_create/device-certificate-not-redacted',
    () => ({ mistakes: { 'full certificate without label': { deviceFields: { device_label: null } } } }),
  ],
  [
    'device_create/redacted-device-has-no-label',
    () => ({
      mistakes: {
        'full certificate in the redacted slot': {
          redactedDeviceCertificate: { fields: { device_label: 'tablet' } },
        },
        'another label in the redacted slot': {
          redactedDeviceCertificate: { fields: { device_label: 'x' } },
        },
      },
    }),
  ],
  [
    'device_create/redacted-device-agrees',
    (judge) => {
      const at = judge.now();
      const carol = judge.cast.person('carol');
      const tablet = judge.cast.device('tablet');
      const differences = [
        { author: carol.device.id },
        { timestamp: at.plus(1) },
        { timestamp: at.plus(-1) },
        { user_id: carol.userId },
        ...[carol.device.id, ...nearIds(tablet.id)].map((device_id) => ({ device_id })),
        ...[carol.device.key.verifyKey, ...nearBytes(tablet.key.verifyKey)].map((verify_key) => ({
          verify_key,
        })),
        { algorithm: 'RSA' },
        { purpose: 'PASSPHRASE_RECOVERY' },
      ];
      const mistakes = differences.map((fields, way) => [
        `redacted certificate with another ${Object.keys(fields).join()} (${way + 1})`,
        { redactedDeviceCertificate: { fields } },
      ]);
      return { honest: { at }, mistakes: Object.fromEntries(mistakes) };
    },
  ],
];

for (const [requirement, mistakes] of [...slotMistakes, ...coherenceMistakes])
  verifies(requirement, (judge) => refusesAdditions(judge, mistakes));

verifies(
  ['device_create/device-certificate-by-author', 'device_create/redacted-device-certificate-by-author'],
  { case: 'both', why: 'Two certificates that agree with each other may still have another author.' },
  (judge) => refusesAdditions(judge, wrongAuthorIn('deviceCertificate', 'redactedDeviceCertificate')),
);
