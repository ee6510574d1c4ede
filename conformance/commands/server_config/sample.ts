import type { Sample } from '../../src/samples/index.ts';

export const sample: Sample = {
  family: 'anonymous_server',
  fields: {},
  prepare: async (judge) => ({
    message: () => ({ cmd: 'server_config' }),
    send: (message, label) => judge.rpc.anonymousServer(message, { label }),
  }),
};
