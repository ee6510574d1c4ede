import { cancelInvitation, completeInvitation } from './invitation.ts';

/** The two ways in which an invitation ends. Their rules differ only in the statuses. */
export const endings = [
  {
    command: 'invite_cancel',
    call: cancelInvitation,
    other: completeInvitation,
    /** The status in the list afterwards. */
    became: 'CANCELLED',
    /** The requirement and the answer if it already ended in this way. */
    again: { rule: 'invite_cancel/not-yet-cancelled', answer: 'invitation_already_cancelled' },
    /** The same if it ended in the other way. */
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
