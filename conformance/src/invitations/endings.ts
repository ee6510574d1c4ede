import { cancelInvitation, completeInvitation } from './invitation.ts';

/** The two ways in which an invitation ends, told of in the same words but for the statuses. */
export const endings = [
  {
    command: 'invite_cancel',
    call: cancelInvitation,
    other: completeInvitation,
    /** What the list says afterwards. */
    became: 'CANCELLED',
    /** The requirement and the answer when it ended thus already. */
    again: { rule: 'invite_cancel/not-yet-cancelled', answer: 'invitation_already_cancelled' },
    /** The same when it ended the other way. */
    otherwise: { rule: 'invite_cancel/not-yet-completed', answer: 'invitation_completed' },
  },
  {
    command: 'invite_complete',
    call: completeInvitation,
    other: cancelInvitation,
    became: 'FINISHED',
    again: { rule: 'invite_complete/not-yet-completed', answer: 'invitation_already_completed' },
    otherwise: { rule: 'invite_complete/not-yet-cancelled', answer: 'invitation_cancelled' },
  },
] as const;
