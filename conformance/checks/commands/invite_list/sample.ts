import { createdBy, type MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample('authenticated', {}, () => ({ cmd: 'invite_list' }));

export const messages: MessageVectors = ({ example }) => {
  const { alice, dora, invited, invitations } = example;
  const user = {
    type: 'USER',
    claimer_email: invited,
    created_by: createdBy(dora),
    created_on: invitations.user.on,
    status: 'PENDING',
    token: invitations.user.token.bytes,
  };
  const device = {
    type: 'DEVICE',
    created_by: createdBy(alice),
    created_on: invitations.device.on,
    status: 'PENDING',
    token: invitations.device.token.bytes,
  };
  return {
    requests: { list: { cmd: 'invite_list' } },
    replies: {
      'for-alice': { status: 'ok', invitations: [user, device] },
      'for-dora': { status: 'ok', invitations: [user] },
    },
  };
};
