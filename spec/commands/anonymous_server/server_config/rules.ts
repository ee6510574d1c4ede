import { serverCommand } from '../../../src/guards/index.ts';

/**
 * The public configuration of this server (TRANSPORT-31): its accounts setting, no OpenBao, no
 * CryptPad, no recommendation on device files.
 */
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
