import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  type DeviceChanges,
  deviceCreation,
  inSeconds,
  newId,
  newMember,
  type UserChanges,
  userCreation,
} from './members.ts';
import type { TestOrganization } from './organization.ts';

/** Sends a request with one fault. */
export type Broken = (organization: TestOrganization) => Promise<{ readonly status: string | undefined }>;

const stranger = nodeCrypto.randomBytes(32);
const early = inSeconds(310);

/** A creation with these changes. */
export const create =
  (changes: (organization: TestOrganization) => UserChanges): Broken =>
  (organization) => {
    const { ask, alice, later } = organization;
    return ask(alice, userCreation(alice, newMember('bob'), { at: later(), ...changes(organization) }));
  };

const addDevice =
  (changes: (organization: TestOrganization) => DeviceChanges): Broken =>
  (organization) => {
    const { ask, alice, later } = organization;
    return ask(alice, deviceCreation(alice, newMember('alice'), { at: later(), ...changes(organization) }));
  };

const takenDevice = ({ alice }: TestOrganization) => ({ device: { device_id: alice.deviceId } });

/** For each guard of creations a request that nothing but this guard refuses: with the guard left out, it is answered `ok`. */
export const creationFaults: readonly (readonly [RequirementId, refusal: string, Broken])[] = [
  [
    'user_create/author-is-admin',
    'author_not_allowed',
    async ({ ask, enrol, later }) => {
      const bob = await enrol('bob');
      return ask(bob, userCreation(bob, newMember('carol'), { at: later() }));
    },
  ],
  ...(
    [
      ['user-certificate-by-author', 'fullUser'],
      ['device-certificate-by-author', 'fullDevice'],
      ['redacted-user-certificate-by-author', 'redactedUser'],
      ['redacted-device-certificate-by-author', 'redactedDevice'],
    ] as const
  ).map(
    ([slug, slot]) =>
      [
        `user_create/${slug}`,
        'invalid_certificate',
        create(() => ({ [slot]: { signedBy: stranger } })),
      ] as const,
  ),
  [
    'user_create/one-timestamp',
    'invalid_certificate',
    create(() => ({ device: { timestamp: inSeconds(2) } })),
  ],
  ['user_create/one-user', 'invalid_certificate', create(() => ({ device: { user_id: newId() } }))],
  ['user_create/not-too-early', 'timestamp_out_of_ballpark', create(() => ({ at: early }))],
  [
    'user_create/user-certificate-not-redacted',
    'invalid_certificate',
    create(() => ({ fullUser: { fields: { human_handle: null } } })),
  ],
  [
    'user_create/device-certificate-not-redacted',
    'invalid_certificate',
    create(() => ({ fullDevice: { fields: { device_label: null } } })),
  ],
  [
    'user_create/redacted-user-has-no-handle',
    'invalid_certificate',
    create(() => ({ redactedUser: { fields: { human_handle: ['x@example.com', 'X'] } } })),
  ],
  [
    'user_create/redacted-user-agrees',
    'invalid_certificate',
    create(() => ({ redactedUser: { fields: { profile: 'OUTSIDER' } } })),
  ],
  [
    'user_create/redacted-device-has-no-label',
    'invalid_certificate',
    create(() => ({ redactedDevice: { fields: { device_label: 'x' } } })),
  ],
  [
    'user_create/redacted-device-agrees',
    'invalid_certificate',
    create(() => ({ redactedDevice: { fields: { purpose: 'REGISTRATION' } } })),
  ],
  [
    'keys/device-key-is-a-point',
    'invalid_certificate',
    create(() => ({ device: { verify_key: new Uint8Array(32) } })),
  ],
  [
    'user_create/seat-free',
    'active_users_limit_reached',
    async (organization) => {
      await organization.administer('PATCH', '', { active_users_limit: 1 });
      return create(() => ({}))(organization);
    },
  ],
  [
    'user_create/user-id-new',
    'user_already_exists',
    create(({ alice }) => ({ user: { user_id: alice.userId }, device: { user_id: alice.userId } })),
  ],
  ['user_create/device-id-new', 'user_already_exists', create(takenDevice)],
  [
    'user_create/email-free',
    'human_handle_already_taken',
    create(() => ({ user: { human_handle: ['alice@example.com', 'Another'] } })),
  ],
  ['user_create/later-than-last', 'require_greater_timestamp', create(() => ({ at: inSeconds(-60) }))],

  [
    'device_create/device-certificate-by-author',
    'invalid_certificate',
    addDevice(() => ({ fullDevice: { signedBy: stranger } })),
  ],
  [
    'device_create/redacted-device-certificate-by-author',
    'invalid_certificate',
    addDevice(() => ({ redactedDevice: { signedBy: stranger } })),
  ],
  ['device_create/in-window', 'timestamp_out_of_ballpark', addDevice(() => ({ at: early }))],
  ['device_create/own-user', 'invalid_certificate', addDevice(() => ({ device: { user_id: newId() } }))],
  [
    'device_create/device-certificate-not-redacted',
    'invalid_certificate',
    addDevice(() => ({ fullDevice: { fields: { device_label: null } } })),
  ],
  [
    'device_create/redacted-device-has-no-label',
    'invalid_certificate',
    addDevice(() => ({ redactedDevice: { fields: { device_label: 'x' } } })),
  ],
  [
    'device_create/redacted-device-agrees',
    'invalid_certificate',
    addDevice(() => ({ redactedDevice: { fields: { device_id: newId() } } })),
  ],
  [
    'keys/device-key-is-a-point',
    'invalid_certificate',
    addDevice(() => ({ device: { verify_key: new Uint8Array(32) } })),
  ],
  ['device_create/device-id-new', 'device_already_exists', addDevice(takenDevice)],
  ['device_create/later-than-last', 'require_greater_timestamp', addDevice(() => ({ at: inSeconds(-60) }))],
];
