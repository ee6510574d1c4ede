import { freshAddress } from '../../src/invitations/index.ts';
import { deviceSample } from '../../src/samples/index.ts';

export const sample = deviceSample(
  'authenticated',
  { claimer_email: { is: 'text' }, send_email: { is: 'boolean' } },
  (judge) => ({ cmd: 'invite_new_user', claimer_email: freshAddress(judge), send_email: false }),
);
