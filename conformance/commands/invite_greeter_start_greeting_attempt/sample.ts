import { invitationSample } from '../../src/samples/index.ts';

export const sample = invitationSample('invite_greeter_start_greeting_attempt', 'PENDING');
