import { sameButRedacted } from '../../../src/certificates/index.ts';
import type { UserCreateRequest } from '../../../src/commands/index.ts';
import {
  type AuthenticatedContext,
  authorIsAdmin,
  certifyingCommand,
  commonCertificateEvent,
  type Intents,
  isBy,
  isTooEarly,
  isTooLate,
  laterThanLast,
  type NewUserCertificates,
  outOfBallpark,
} from '../../../src/guards/index.ts';
import type { Organization } from '../../../src/records/index.ts';
import { redactedHumanHandle } from '../../../src/scalars/index.ts';
import { prepare } from './prepare.ts';

const invalid = { status: 'invalid_certificate' } as const;
const exists = { status: 'user_already_exists' } as const;

/**
 * An administrator enrols a user with a first device (USER). The order of refusals is not
 * normative.
 */
export const user_create = certifyingCommand('user_create', prepare, {
  entry: { 'user_create/author-is-admin': authorIsAdmin },
  guards: {
    'user_create/user-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.user) || invalid,

    'user_create/device-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.device) || invalid,

    'user_create/redacted-user-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.redactedUser) || invalid,

    'user_create/redacted-device-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.redactedDevice) || invalid,

    'user_create/one-timestamp': ({ prepared: { user, redactedUser, device, redactedDevice } }) =>
      [redactedUser, device, redactedDevice].every(({ content }) =>
        content.timestamp.equals(user.content.timestamp),
      ) || invalid,

    'user_create/not-too-early': ({ now, prepared: { user } }) =>
      !isTooEarly(now, user.content.timestamp) || outOfBallpark(now, user.content.timestamp),

    'user_create/not-too-late': ({ now, prepared: { user } }) =>
      !isTooLate(now, user.content.timestamp) || outOfBallpark(now, user.content.timestamp),

    'user_create/one-user': ({ prepared: { user, redactedUser, device, redactedDevice } }) =>
      [redactedUser, device, redactedDevice].every(({ content }) =>
        content.user_id.equals(user.content.user_id),
      ) || invalid,

    'user_create/user-certificate-not-redacted': ({ prepared }) =>
      prepared.user.content.human_handle !== null || invalid,

    'user_create/device-certificate-not-redacted': ({ prepared }) =>
      prepared.device.content.device_label !== null || invalid,

    'user_create/redacted-user-has-no-handle': ({ prepared }) =>
      prepared.redactedUser.content.human_handle === null || invalid,

    'user_create/redacted-user-agrees': ({ prepared: { user, redactedUser } }) =>
      sameButRedacted(user.content, redactedUser.content) || invalid,

    'user_create/redacted-device-has-no-label': ({ prepared }) =>
      prepared.redactedDevice.content.device_label === null || invalid,

    'user_create/redacted-device-agrees': ({ prepared: { device, redactedDevice } }) =>
      sameButRedacted(device.content, redactedDevice.content) || invalid,

    'keys/device-key-is-a-point': ({ prepared }) => prepared.deviceKeyUsable || invalid,

    'user_create/seat-free': ({ state }) => {
      const { active_users_limit: limit } = state.settings;
      return limit === null || activeUsers(state) < limit || { status: 'active_users_limit_reached' };
    },

    'user_create/user-id-new': ({ state, prepared }) =>
      !state.users.has(prepared.user.content.user_id.hex) || exists,

    'user_create/device-id-new': ({ state, prepared }) =>
      !state.devices.has(prepared.device.content.device_id.hex) || exists,

    'user_create/email-free': ({ state, prepared }) => {
      const email = prepared.user.content.human_handle?.[0];
      // The e-mail alone identifies the person; letter case counts.
      for (const { revoked_on, human_handle } of state.users.values()) {
        if (revoked_on === null && human_handle[0] === email) return { status: 'human_handle_already_taken' };
      }
      return true;
    },

    'user_create/later-than-last': ({ state, prepared }) =>
      laterThanLast(state, prepared.user.content.timestamp),
  },
  effect: enrolIntents,
});

// Frozen users and every profile count, revoked users do not (USER-16).
function activeUsers({ users }: Organization): number {
  let active = 0;
  for (const { revoked_on } of users.values()) if (revoked_on === null) active += 1;
  return active;
}

type Context = AuthenticatedContext<UserCreateRequest> & { readonly prepared: NewUserCertificates };

/**
 * The intents of an accepted creation: user and first device in one record, one event for both
 * (EVT-06). Invitations are unchanged (USER-03).
 */
function enrolIntents({ now, request, prepared }: Context): Intents<{ status: 'ok' }> {
  const { timestamp, user_id, human_handle, profile } = prepared.user.content;
  const { device_id, verify_key } = prepared.device.content;
  const { cmd: _, ...certificates } = request;
  return {
    reply: { status: 'ok' },
    records: [
      {
        record: 'user_created',
        at: now,
        timestamp,
        user_id,
        human_handle: human_handle ?? redactedHumanHandle(user_id),
        profile,
        device_id,
        verify_key,
        ...certificates,
      },
    ],
    events: [commonCertificateEvent(timestamp)],
  };
}
