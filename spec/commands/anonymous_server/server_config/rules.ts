import { serverCommand } from '../../../src/guards/index.ts';

/** How this server is set up (TRANSPORT-31): what it says of accounts, no OpenBao, no CryptPad, no advice on device files. */
export const server_config = serverCommand('server_config', {
  guards: {},
  effect: ({ config }) => ({
    reply: {
      status: 'ok',
      account: config.account,
      organization_bootstrap: config.spontaneous_organization_bootstrap
        ? 'SPONTANEOUS'
        : 'WITH_BOOTSTRAP_TOKEN',
      openbao: { type: 'DISABLED' },
      cryptpad: { type: 'DISABLED' },
      advisory_device_file_protection: [],
    },
  }),
});
