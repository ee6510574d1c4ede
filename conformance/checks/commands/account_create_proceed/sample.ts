import { creationStep } from '../../../src/vocabulary/actions/sign-up.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Sample } from '../../../src/vocabulary/samples/sample.ts';

export const sample: Sample = {
  family: 'anonymous_server',
  // No code was sent to that address.
  served: 'send_validation_email_required',
  fields: {
    account_create_step: {
      is: 'step',
      fields: {
        validation_code: { is: 'text' },
        email: { is: 'text' },
        auth_method_mac_key: { is: 'bytes', length: 32 },
        auth_method_id: { is: 'id' },
        vault_key_access: { is: 'bytes' },
      },
    },
  },
  async prepare(judge) {
    const [cmd, validation_code, email] = ['account_create_proceed', 'ABCDEF', freshAddress(judge)];
    return {
      message: () => ({
        cmd,
        account_create_step: { step: 'NUMBER_0_CHECK_CODE', validation_code, email },
      }),
      variants: [{ cmd, account_create_step: creationStep(judge, email, validation_code) }],
      send: (message, label) => judge.rpc.anonymousServer(message, { label }),
    };
  },
};
