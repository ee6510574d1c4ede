import type { Mutant } from '@parsec-spec/reference-server/core';
import { changeReplyFields, commandReply, outcomeOf, refusal } from '../../../self-test/kit/calls.ts';
import { certificateIn, changeCommands, isOk } from '../../../self-test/kit/commands.ts';
import { acceptsAnyAuthor, acceptsJunk, newDeviceLate } from '../../../self-test/kit/enrolment.ts';
import { changesHistory } from '../../../self-test/kit/history.ts';
import { announcesRefused } from '../../../self-test/kit/stream-events.ts';

const labelIn = (bytes: unknown): string => {
  const certificate = certificateIn(bytes);
  return certificate?.type === 'device_certificate' ? (certificate.device_label ?? '') : '';
};

/** Mutants of the requirements of `device_create`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands(
    'device_create/open-to-every-profile',
    'devices-for-founders-only',
    ['organization_bootstrap', 'device_create'],
    () => {
      const founders = new Set<string>();
      return async (commandCall) => {
        const certificate = certificateIn(commandCall.request.device_certificate);
        const isBootstrap = commandCall.command === 'organization_bootstrap';
        if (isBootstrap && certificate?.type === 'device_certificate')
          founders.add(certificate.device_id.hex);
        return isBootstrap || founders.has(commandCall.device)
          ? commandCall.answer()
          : commandReply({ status: 'invalid_certificate' });
      };
    },
  ),
  newDeviceLate('device_create/device-works-at-once', 'device_create'),
  acceptsJunk('device_create/device-certificate-decodes', 'device_create', 'device_certificate'),
  acceptsJunk(
    'device_create/redacted-device-certificate-decodes',
    'device_create',
    'redacted_device_certificate',
  ),
  changeCommands(
    'device_create/limit-spares-devices',
    'devices-need-a-seat',
    ['user_create', 'device_create'],
    () => {
      const full = new Set<string>();
      return async (commandCall) => {
        if (commandCall.command === 'device_create')
          return full.has(commandCall.organization)
            ? commandReply({ status: 'invalid_certificate' })
            : commandCall.answer();
        const reply = await commandCall.answer();
        if (outcomeOf(reply) === 'active_users_limit_reached') full.add(commandCall.organization);
        return reply;
      };
    },
  ),
  changeCommands(
    'device_create/label-of-255-bytes',
    'long-labels-are-unreadable',
    ['device_create'],
    () => async (commandCall) =>
      Buffer.byteLength(labelIn(commandCall.request.device_certificate)) > 254
        ? refusal(415)
        : commandCall.answer(),
  ),
  changeCommands(
    'device_create/refused-leaves-no-trace',
    'refused-device-is-handed-out',
    ['device_create', 'certificate_get'],
    () => {
      const refused = new Map<string, Uint8Array[]>();
      return async (commandCall) => {
        const { organization, request } = commandCall;
        const reply = await commandCall.answer();
        const certificate = request.device_certificate;
        const certificates = refused.get(organization) ?? [];
        if (commandCall.command === 'device_create' && !isOk(reply) && certificate instanceof Uint8Array)
          refused.set(organization, [...certificates, certificate]);
        if (commandCall.command === 'device_create' || !isOk(reply)) return reply;
        return changeReplyFields(reply, (fields) => ({
          ...fields,
          common_certificates: [...(fields.common_certificates as Uint8Array[]), ...certificates],
        }));
      };
    },
  ),
  announcesRefused('device_create/refused-leaves-no-trace'),
  changesHistory('device_create/certificate-handed-out', 'added-devices-are-not-handed-out', () => (all) => {
    const timeOfUsers = all.flatMap((bytes) => {
      const one = certificateIn(bytes);
      return one?.type === 'user_certificate' ? [one.timestamp] : [];
    });
    return all.filter((bytes) => {
      const one = certificateIn(bytes);
      return one?.type !== 'device_certificate' || timeOfUsers.some((time) => time.equals(one.timestamp));
    });
  }),
  acceptsAnyAuthor('device_create/device-certificate-by-author', 'device_create', 'device_certificate'),
];
