import { createdBy, handleOf, type MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { claimerSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = claimerSample({}, () => ({ cmd: 'invite_info' }));

export const messages: MessageVectors = ({ example }) => {
  const { alice, dora, invited } = example;
  const greeter = (member: typeof alice) => ({
    human_handle: handleOf(member),
    last_greeting_attempt_joined_on: null,
    online_status: 'UNKNOWN',
    user_id: member.person.userId,
  });
  return {
    requests: { look: { cmd: 'invite_info' } },
    replies: {
      user: {
        status: 'ok',
        type: 'USER',
        administrators: [greeter(alice), greeter(dora)],
        claimer_email: invited,
        created_by: createdBy(dora),
      },
      device: {
        status: 'ok',
        type: 'DEVICE',
        claimer_human_handle: handleOf(alice),
        claimer_user_id: alice.person.userId,
        created_by: createdBy(alice),
      },
    },
  };
};
