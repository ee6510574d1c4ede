/** The rules of the two commands that end an invitation. They differ only in the statuses. */
export const endingRules = {
  invite_cancel: {
    anyAdmin: 'invite_cancel/any-admin',
    authorAllowed: 'invite_cancel/author-allowed',
    deviceByOwner: 'invite_cancel/device-by-owner',
    invitationKnown: 'invite_cancel/invitation-known',
    again: 'invite_cancel/not-yet-cancelled',
    otherwise: 'invite_cancel/not-yet-completed',
  },
  invite_complete: {
    anyAdmin: 'invite_complete/any-admin',
    authorAllowed: 'invite_complete/author-allowed',
    deviceByOwner: 'invite_complete/device-by-owner',
    invitationKnown: 'invite_complete/invitation-known',
    again: 'invite_complete/not-yet-completed',
    otherwise: 'invite_complete/not-yet-cancelled',
  },
} as const;
