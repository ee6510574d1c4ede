import { deviceCertificates, type MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshName, memberSample } from '../../../src/vocabulary/samples/member-samples.ts';

export const sample = memberSample(
  ['device_certificate', 'redacted_device_certificate'],
  async (judge) => judge.cast.device(freshName(judge, 'phone')),
  (judge, { caller }, device) => judge.members.addition(caller, { device }),
);

export const messages: MessageVectors = (source) => ({
  requests: {
    workstation: { cmd: 'device_create', ...deviceCertificates(source, 'alice-workstation') },
    phone: { cmd: 'device_create', ...deviceCertificates(source, 'erik-phone') },
  },
  replies: { ok: { status: 'ok' }, again: { status: 'device_already_exists' } },
});
