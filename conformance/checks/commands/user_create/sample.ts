import { deviceCertificates, type MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshName, memberSample } from '../../../src/vocabulary/samples/member-samples.ts';

/** A valid call, which enrols a new person. The named fields are certificates. */
export const sample = memberSample(
  ['user_certificate', 'device_certificate', 'redacted_user_certificate', 'redacted_device_certificate'],
  async (judge) => judge.cast.newUser(freshName(judge, 'carol')),
  (judge, { caller }, person) => judge.members.enrolment(caller, { person }),
);

export const messages: MessageVectors = (source) => {
  const { example, signed } = source;
  const enrolment = (name: string, device: string) => {
    const { device_certificate, redacted_device_certificate } = deviceCertificates(source, device);
    return {
      cmd: 'user_create',
      user_certificate: signed(name),
      device_certificate,
      redacted_user_certificate: signed(`${name}-redacted`),
      redacted_device_certificate,
    };
  };
  return {
    requests: { bob: enrolment('bob', 'bob-laptop'), erik: enrolment('erik', 'erik-laptop') },
    replies: {
      ok: { status: 'ok' },
      later: { status: 'require_greater_timestamp', strictly_greater_than: example.after(7) },
    },
  };
};
