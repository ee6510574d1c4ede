import { freshAddress } from '../../src/invitations/index.ts';
import type { Sample } from '../../src/samples/index.ts';

export const sample: Sample = {
  family: 'anonymous_server',
  needs: ['mail', 'start'],
  fields: { email: { is: 'text' } },
  async prepare(check) {
    const { judge } = await check.mailed();
    const cmd = 'account_create_send_validation_email';
    return {
      message: () => ({ cmd, email: freshAddress(judge) }),
      send: (message, label) => judge.rpc.anonymousServer(message, { label }),
    };
  },
};
