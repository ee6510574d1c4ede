import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample(
  'authenticated',
  { claimer_email: { is: 'text' }, send_email: { is: 'boolean' } },
  (judge) => ({ cmd: 'invite_new_user', claimer_email: freshAddress(judge), send_email: false }),
);

export const messages: MessageVectors = ({ example }) => ({
  requests: { zack: { cmd: 'invite_new_user', claimer_email: example.invited, send_email: true } },
  replies: {
    ok: { status: 'ok', email_sent: 'SUCCESS', token: example.invitations.user.token.bytes },
    member: { status: 'claimer_email_already_enrolled' },
  },
});
