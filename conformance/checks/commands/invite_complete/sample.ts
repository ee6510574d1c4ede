import { invitationSample } from '../../../src/case/samples/invitation-samples.ts';

export const sample = invitationSample('invite_complete', 'FINISHED');
