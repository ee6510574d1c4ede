import { invitationSample } from '../../../src/vocabulary/samples/invitation-samples.ts';

export const sample = invitationSample('invite_cancel', 'CANCELLED');
