import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import type { Sample } from '../../../src/vocabulary/samples/sample.ts';

export const sample: Sample = {
  family: 'anonymous_server',
  fields: {},
  prepare: async (judge) => ({
    message: () => ({ cmd: 'server_config' }),
    send: (message, label) => judge.rpc.anonymousServer(message, { label }),
  }),
};

export const messages: MessageVectors = () => ({
  requests: { config: { cmd: 'server_config' } },
  replies: {
    config: {
      status: 'ok',
      account: 'DISABLED',
      advisory_device_file_protection: [],
      cryptpad: { type: 'DISABLED' },
      openbao: { type: 'DISABLED' },
      organization_bootstrap: 'WITH_BOOTSTRAP_TOKEN',
    },
  },
});
