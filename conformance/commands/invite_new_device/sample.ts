import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample('authenticated', { send_email: { is: 'boolean' } }, () => ({
  cmd: 'invite_new_device',
  send_email: false,
}));
