import { sameButRedacted } from '../../../src/certificates/index.ts';
import {
  certifyingCommand,
  commonCertificateEvent,
  inWindow,
  isBy,
  laterThanLast,
} from '../../../src/guards/index.ts';
import { prepare } from './prepare.ts';

const invalid = { status: 'invalid_certificate' } as const;

/**
 * Adds a device to the author's own user, whatever the profile (DEV). The order of refusals is not
 * normative.
 */
export const device_create = certifyingCommand('device_create', prepare, {
  guards: {
    'device_create/device-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.device) || invalid,

    'device_create/redacted-device-certificate-by-author': ({ author, prepared }) =>
      isBy(author, prepared.redactedDevice) || invalid,

    'device_create/in-window': ({ now, prepared }) => inWindow(now, prepared.device.content.timestamp),

    'device_create/own-user': ({ author, prepared }) =>
      prepared.device.content.user_id.equals(author.user.user_id) || invalid,

    'device_create/device-certificate-not-redacted': ({ prepared }) =>
      prepared.device.content.device_label !== null || invalid,

    'device_create/redacted-device-has-no-label': ({ prepared }) =>
      prepared.redactedDevice.content.device_label === null || invalid,

    'device_create/redacted-device-agrees': ({ prepared: { device, redactedDevice } }) =>
      sameButRedacted(device.content, redactedDevice.content) || invalid,

    'keys/device-key-is-a-point': ({ prepared }) => prepared.deviceKeyUsable || invalid,

    'device_create/device-id-new': ({ state, prepared }) =>
      !state.devices.has(prepared.device.content.device_id.hex) || { status: 'device_already_exists' },

    'device_create/later-than-last': ({ state, prepared }) =>
      laterThanLast(state, prepared.device.content.timestamp),
  },
  effect: ({ now, request, prepared }) => {
    const { timestamp, user_id, device_id, verify_key } = prepared.device.content;
    const { device_certificate, redacted_device_certificate } = request;
    return {
      reply: { status: 'ok' },
      records: [
        {
          record: 'device_created',
          at: now,
          timestamp,
          user_id,
          device_id,
          verify_key,
          device_certificate,
          redacted_device_certificate,
        },
      ],
      events: [commonCertificateEvent(timestamp)],
    };
  },
});
