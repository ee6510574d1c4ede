import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandRules } from '@parsec-spec/spec/rules';
import { describe, expect, test } from 'vitest';
import {
  type DeviceChanges,
  deviceCreation,
  inSeconds,
  newId,
  newMember,
  profileChange,
  revocation,
  type UserChanges,
  userCreation,
} from './members.ts';
import { organizationOn, type TestOrganization } from './organization.ts';

// A request for each guard that nothing but this guard refuses: with the guard left out, it is answered `ok`.
type Broken = (organization: TestOrganization) => Promise<{ readonly status: string | undefined }>;

const stranger = nodeCrypto.randomBytes(32);
const early = inSeconds(310);
const late = inSeconds(-350);

const create =
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

const broken: readonly (readonly [RequirementId, refusal: string, Broken])[] = [
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

  ...(['user_update', 'user_revoke'] as const).flatMap((command) => {
    const request = (
      author: Parameters<typeof revocation>[0],
      on: ReturnType<typeof newId>,
      at: typeof early,
      slot = {},
    ) =>
      command === 'user_update'
        ? profileChange(author, on, 'ADMIN', at, slot)
        : revocation(author, on, at, slot);
    const onBob =
      (at: (organization: TestOrganization) => typeof early, slot = {}): Broken =>
      async (organization) => {
        const { ask, alice, enrol } = organization;
        const bob = await enrol('bob');
        return ask(alice, request(alice, bob.userId, at(organization), slot));
      };
    const row = (slug: string, refusal: string, act: Broken) =>
      [`${command}/${slug}` as RequirementId, refusal, act] as const;
    return [
      row('author-is-admin', 'author_not_allowed', async ({ ask, enrol, later }) => {
        const [bob, carol] = [await enrol('bob'), await enrol('carol')];
        return ask(bob, request(bob, carol.userId, later()));
      }),
      row(
        'by-author',
        'invalid_certificate',
        onBob(({ later }) => later(), { signedBy: stranger }),
      ),
      row(
        'in-window',
        'timestamp_out_of_ballpark',
        onBob(() => early),
      ),
      row(
        'later-than-last',
        'require_greater_timestamp',
        onBob(() => inSeconds(-60)),
      ),
      row('user-known', 'user_not_found', ({ ask, alice, later }) =>
        ask(alice, request(alice, newId(), later())),
      ),
    ];
  }),
  [
    'user_update/not-oneself',
    'invalid_certificate',
    ({ ask, alice, later }) => ask(alice, profileChange(alice, alice.userId, 'STANDARD', later())),
  ],
  [
    'user_update/user-not-revoked',
    'user_revoked',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      await ask(alice, revocation(alice, bob.userId, later()));
      return ask(alice, profileChange(alice, bob.userId, 'ADMIN', later()));
    },
  ],
  [
    'user_update/profile-changes',
    'user_no_changes',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      return ask(alice, profileChange(alice, bob.userId, 'STANDARD', later()));
    },
  ],
  [
    'user_revoke/not-oneself',
    'invalid_certificate',
    ({ ask, alice, later }) => ask(alice, revocation(alice, alice.userId, later())),
  ],
  [
    'user_revoke/revoked-once',
    'user_already_revoked',
    async ({ ask, alice, enrol, later }) => {
      const bob = await enrol('bob');
      await ask(alice, revocation(alice, bob.userId, later()));
      return ask(alice, revocation(alice, bob.userId, later()));
    },
  ],
  [
    'list_frozen_users/author-is-admin',
    'author_not_allowed',
    async ({ ask, enrol }) => ask(await enrol('bob'), { cmd: 'list_frozen_users' }),
  ],
];

describe('each rule about members', () => {
  test.each(broken)(
    '%s is kept, and broken alone when its guard is left out',
    async (omitted, refusal, act) => {
      expect((await act(await organizationOn())).status).toBe(refusal);
      expect((await act(await organizationOn({ omit: [omitted] }))).status).toBe('ok');
    },
  );

  test('the window has two sides, and is one with the clock: too late is never later than the last', async () => {
    const tooLate = create(() => ({ at: late }));
    expect((await tooLate(await organizationOn())).status).toBe('timestamp_out_of_ballpark');
    const omit = ['user_create/not-too-late'] as const;
    expect((await tooLate(await organizationOn({ omit }))).status).toBe('require_greater_timestamp');
  });

  test('is in this table', () => {
    const { user_create, device_create, user_update, user_revoke, list_frozen_users } = commandRules;
    const guards = [user_create, device_create, user_update, user_revoke, list_frozen_users].flatMap(
      (rules) => [...Object.keys(rules.guards), ...Object.keys('entry' in rules ? (rules.entry ?? {}) : {})],
    );
    const told = new Set([...broken.map(([id]) => id), 'user_create/not-too-late']);
    expect(guards.filter((id) => !told.has(id as RequirementId))).toEqual([]);
  });
});
