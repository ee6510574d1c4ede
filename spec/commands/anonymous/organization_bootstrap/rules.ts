import { sameField as same } from '../../../src/certificates/index.ts';
import type { OrganizationBootstrapRequest } from '../../../src/commands/index.ts';
import { constantTimeEqual } from '../../../src/crypto/index.ts';
import {
  anonymousCertifyingCommand,
  creationRecord,
  type Intents,
  isInWindow,
  isTooEarly,
  isTooLate,
  type OrganizationContext,
  outOfBallpark,
} from '../../../src/guards/index.ts';
import type { OrganizationRecord } from '../../../src/records/index.ts';
import { redactedHumanHandle } from '../../../src/scalars/index.ts';
import { type BootstrapCertificates, prepare } from './prepare.ts';

const invalid = { status: 'invalid_certificate' } as const;
const wrongToken = { status: 'invalid_bootstrap_token' } as const;

/**
 * Gives an organization its root key, first user and first device (BOOT). The order of refusals is
 * not normative.
 */
export const organization_bootstrap = anonymousCertifyingCommand('organization_bootstrap', prepare, {
  guards: {
    'organization_bootstrap/spontaneous-has-no-token': ({ state, request }) =>
      state.creation !== null || request.bootstrap_token === null || wrongToken,

    'organization_bootstrap/token-not-nil': ({ state, request }) =>
      request.bootstrap_token !== null || (state.creation?.bootstrap_token ?? null) === null || wrongToken,

    'organization_bootstrap/token-right': ({ state, request: { bootstrap_token: given } }) => {
      if (state.creation === null || given === null) return true;
      const expected = state.creation.bootstrap_token;
      return (expected !== null && constantTimeEqual(expected, given)) || wrongToken;
    },

    'organization_bootstrap/token-works-once': ({ state }) =>
      state.bootstrap === null || { status: 'organization_already_bootstrapped' },

    'organization_bootstrap/user-certificate-signed-by-root': ({ prepared }) =>
      prepared.user.signed || invalid,

    'organization_bootstrap/device-certificate-signed-by-root': ({ prepared }) =>
      prepared.device.signed || invalid,

    'organization_bootstrap/redacted-user-certificate-signed-by-root': ({ prepared }) =>
      prepared.redactedUser.signed || invalid,

    'organization_bootstrap/redacted-device-certificate-signed-by-root': ({ prepared }) =>
      prepared.redactedDevice.signed || invalid,

    'organization_bootstrap/sequester-authority-certificate-signed-by-root': ({ prepared: { sequester } }) =>
      sequester === null || sequester.signed || invalid,

    'organization_bootstrap/author-is-root': ({ prepared: { user, device } }) =>
      (user.content.author === null && device.content.author === null) || invalid,

    'organization_bootstrap/first-user-is-admin': ({ prepared }) =>
      prepared.user.content.profile === 'ADMIN' || invalid,

    'organization_bootstrap/one-timestamp': ({ prepared: { user, device } }) =>
      user.content.timestamp.equals(device.content.timestamp) || invalid,

    'organization_bootstrap/one-user': ({ prepared: { user, device } }) =>
      user.content.user_id.equals(device.content.user_id) || invalid,

    'organization_bootstrap/not-too-early': ({ now, prepared: { user } }) =>
      !isTooEarly(now, user.content.timestamp) || outOfBallpark(now, user.content.timestamp),

    'organization_bootstrap/not-too-late': ({ now, prepared: { user } }) =>
      !isTooLate(now, user.content.timestamp) || outOfBallpark(now, user.content.timestamp),

    'organization_bootstrap/user-certificate-not-redacted': ({ prepared }) =>
      prepared.user.content.human_handle !== null || invalid,

    'organization_bootstrap/device-certificate-not-redacted': ({ prepared }) =>
      prepared.device.content.device_label !== null || invalid,

    'keys/device-key-is-a-point': ({ prepared }) => prepared.deviceKeyUsable || invalid,

    'organization_bootstrap/redacted-user-has-no-handle': ({ prepared }) =>
      prepared.redactedUser.content.human_handle === null || invalid,

    'organization_bootstrap/redacted-user-same-timestamp': ({ prepared: { user, redactedUser } }) =>
      same('timestamp', user.content, redactedUser.content) || invalid,

    'organization_bootstrap/redacted-user-same-user-id': ({ prepared: { user, redactedUser } }) =>
      same('user_id', user.content, redactedUser.content) || invalid,

    'organization_bootstrap/redacted-user-same-public-key': ({ prepared: { user, redactedUser } }) =>
      same('public_key', user.content, redactedUser.content) || invalid,

    'organization_bootstrap/redacted-user-same-profile': ({ prepared: { user, redactedUser } }) =>
      same('profile', user.content, redactedUser.content) || invalid,

    'organization_bootstrap/redacted-user-same-author': ({ prepared: { user, redactedUser } }) =>
      same('author', user.content, redactedUser.content) || invalid,

    'organization_bootstrap/redacted-device-has-no-label': ({ prepared }) =>
      prepared.redactedDevice.content.device_label === null || invalid,

    'organization_bootstrap/redacted-device-same-timestamp': ({ prepared: { device, redactedDevice } }) =>
      same('timestamp', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/redacted-device-same-user-id': ({ prepared: { device, redactedDevice } }) =>
      same('user_id', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/redacted-device-same-device-id': ({ prepared: { device, redactedDevice } }) =>
      same('device_id', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/redacted-device-same-verify-key': ({ prepared: { device, redactedDevice } }) =>
      same('verify_key', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/redacted-device-same-author': ({ prepared: { device, redactedDevice } }) =>
      same('author', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/redacted-device-same-purpose': ({ prepared: { device, redactedDevice } }) =>
      same('purpose', device.content, redactedDevice.content) || invalid,

    'organization_bootstrap/sequester-in-window': ({ now, prepared: { sequester } }) =>
      sequester === null ||
      isInWindow(now, sequester.content.timestamp) ||
      outOfBallpark(now, sequester.content.timestamp),

    'organization_bootstrap/sequester-same-timestamp': ({ now, prepared: { user, sequester } }) =>
      sequester === null ||
      !isInWindow(now, sequester.content.timestamp) ||
      sequester.content.timestamp.equals(user.content.timestamp) ||
      invalid,
  },
  effect: bootstrapIntents,
});

type Context = OrganizationContext<OrganizationBootstrapRequest> & {
  readonly prepared: BootstrapCertificates;
};

/**
 * The intents of an accepted bootstrap: one append that also creates the organization if it did not
 * exist.
 */
function bootstrapIntents({ state, now, config, request, prepared }: Context): Intents<{ status: 'ok' }> {
  const { user, device } = prepared;
  const records: OrganizationRecord[] = [
    {
      record: 'organization_bootstrapped',
      at: now,
      root_verify_key: request.root_verify_key,
      timestamp: user.content.timestamp,
      user_id: user.content.user_id,
      human_handle: user.content.human_handle ?? redactedHumanHandle(user.content.user_id),
      profile: user.content.profile,
      device_id: device.content.device_id,
      verify_key: device.content.verify_key,
      user_certificate: request.user_certificate,
      redacted_user_certificate: request.redacted_user_certificate,
      device_certificate: request.device_certificate,
      redacted_device_certificate: request.redacted_device_certificate,
      sequester_authority_certificate: request.sequester_authority_certificate,
    },
  ];
  if (state.creation === null)
    records.unshift(creationRecord({ state, now, config, bootstrap_token: null, requested: {} }));
  const [human_email, human_label] = user.content.human_handle ?? [null, null];
  const webhook = {
    organization_id: state.organization_id,
    device_id: device.content.device_id.hex,
    device_label: device.content.device_label,
    human_email,
    human_label,
  };
  return { reply: { status: 'ok' }, records, webhooks: [webhook] };
}
