import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CertificateChange, DeviceAdditionParts } from '../../src/certificate/index.ts';
import type { Bootstrapped, Judge } from '../../src/judge/index.ts';
import { type Made, refusesCommand, undecodable, wrongAuthors } from '../../src/trials/index.ts';

/** Additions of a device by the founder: what is wrong with them, one fault each, and what the honest one shares with them. */
export interface AdditionFaults {
  readonly faults: Readonly<Record<string, Partial<DeviceAdditionParts>>>;
  readonly honest?: Partial<DeviceAdditionParts>;
  /** What was added to the history beforehand. */
  readonly before?: readonly Made[];
}

/** A rule whose breach is answered `invalid_certificate`, and the additions that break it and nothing else. */
export type AdditionRule = readonly [
  RequirementId,
  (judge: Judge, live: Bootstrapped) => AdditionFaults | Promise<AdditionFaults>,
];

/** Each addition with one fault is refused; the honest one is then accepted. */
export async function refusesAdditions(judge: Judge, faultsOf: AdditionRule[1]): Promise<void> {
  const live = await judge.bootstrapped();
  const { faults, honest = {}, before = [] } = await faultsOf(judge, live);
  const make = (changes: Partial<DeviceAdditionParts>) => () =>
    judge.members.addition(live.author, { device: judge.cast.device('tablet'), ...honest, ...changes });
  await refusesCommand(judge, {
    author: live.author,
    faults: Object.fromEntries(Object.entries(faults).map(([what, changes]) => [what, make(changes)])),
    honest: make({}),
    before: [live.founding, ...before],
  });
}

const slots = [
  ['device-certificate', 'deviceCertificate'],
  ['redacted-device-certificate', 'redactedDeviceCertificate'],
] as const;

type Changes = Readonly<Record<string, CertificateChange>>;
const inSlots = (changes: Changes, ...places: readonly string[]): AdditionFaults['faults'] =>
  Object.fromEntries(
    Object.entries(changes).map(([what, change]) => [
      what,
      Object.fromEntries(places.map((place) => [place, change])),
    ]),
  );

/** Another ADMIN and a second device of the founder's: whose signatures are good elsewhere, and not here. */
async function elsewhere(judge: Judge, { author, founding }: Bootstrapped) {
  const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
  const phone = await judge.members.addDevice(author, 'alice-phone');
  const tablet = judge.cast.device('tablet');
  const wrong = wrongAuthors({
    admin: adam.device,
    second: phone.device,
    root: founding.root,
    stranger: judge.cast.signingKey('stranger'),
  });
  const itself = { 'signed by the new device': { signedBy: tablet.key } };
  return { before: [adam.enrolment, phone.addition], changes: { ...wrong, ...itself } };
}

/** Certificates that the sending device did not sign, or that do not name it, both alike: nothing but the author tells that they are wrong. */
export const authorOfBothFaults: AdditionRule[1] = async (judge, live) => {
  const { before, changes } = await elsewhere(judge, live);
  return { before, faults: inSlots(changes, ...slots.map(([, slot]) => slot)) };
};

/** Slot by slot: what does not decode (DEV-03), and what the sending device did not sign, or what does not name it (DEV-04). */
export const slotFaults: readonly AdditionRule[] = slots.flatMap(([name, slot]): readonly AdditionRule[] => [
  [
    `device_create/${name}-decodes`,
    () => ({
      faults: inSlots({ ...undecodable, 'of another type': { fields: { type: 'user_certificate' } } }, slot),
    }),
  ],
  [
    `device_create/${name}-by-author`,
    async (judge, live) => {
      const { before, changes } = await elsewhere(judge, live);
      return { before, faults: inSlots(changes, slot) };
    },
  ],
]);

/** Whose device it is, and what the two certificates must be to each other (DEV-02, DEV-05, DEV-06). */
export const coherenceFaults: readonly AdditionRule[] = [
  [
    'device_create/own-user',
    async (judge, { author }) => {
      const bob = await judge.members.enrol(author, 'bob');
      const stranger = judge.cast.person('zack');
      return {
        before: [bob.enrolment],
        faults: {
          'a device of bob': { deviceFields: { user_id: bob.person.userId } },
          'a device of nobody': { deviceFields: { user_id: stranger.userId } },
          'a device of bob, redacted one of alice': {
            deviceCertificate: { fields: { user_id: bob.person.userId } },
          },
        },
      };
    },
  ],
  [
    'device_create/device-certificate-not-redacted',
    () => ({ faults: { 'full certificate without label': { deviceFields: { device_label: null } } } }),
  ],
  [
    'device_create/redacted-device-has-no-label',
    () => ({
      faults: {
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
      const differences = {
        author: carol.device.id,
        timestamp: at.plus(1),
        user_id: carol.userId,
        device_id: carol.device.id,
        verify_key: carol.device.key.verifyKey,
        algorithm: 'RSA',
        purpose: 'PASSPHRASE_RECOVERY',
      };
      const faults = Object.entries(differences).map(([field, value]) => [
        `redacted certificate with another ${field}`,
        { redactedDeviceCertificate: { fields: { [field]: value } } },
      ]);
      return { honest: { at }, faults: Object.fromEntries(faults) };
    },
  ],
];
