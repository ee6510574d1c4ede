import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Sample } from '../../../src/vocabulary/samples/sample.ts';

export const sample: Sample = {
  family: 'anonymous_server',
  needs: ['mail', 'start'],
  fields: { email: { is: 'text' } },
  async prepare(check) {
    const { judge } = await check.withMail();
    const cmd = 'account_create_send_validation_email';
    return {
      message: () => ({ cmd, email: freshAddress(judge) }),
      send: (message, label) => judge.rpc.anonymousServer(message, { label }),
    };
  },
};
