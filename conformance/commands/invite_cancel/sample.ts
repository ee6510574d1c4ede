import { invitationSample } from '../../src/samples/index.ts';

export const sample = invitationSample('invite_cancel', 'CANCELLED');
