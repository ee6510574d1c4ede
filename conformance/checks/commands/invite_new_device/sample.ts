import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample('authenticated', { send_email: { is: 'boolean' } }, () => ({
  cmd: 'invite_new_device',
  send_email: false,
}));

export const messages: MessageVectors = ({ example }) => ({
  requests: { alice: { cmd: 'invite_new_device', send_email: false } },
  replies: { ok: { status: 'ok', email_sent: 'SUCCESS', token: example.invitations.device.token.bytes } },
});
