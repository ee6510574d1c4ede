import type { EmailSentStatus } from '../generated/types.ts';

interface Addressed {
  /** The one recipient. */
  readonly to: string;
}

/** To a person who is invited, from an administrator (INV-USER-09 to INV-USER-11). */
export interface UserInvitationMail extends Addressed {
  readonly mail: 'user_invitation';
  readonly organization: string;
  readonly token: Uint8Array;
  /** E-mail and label: who invites, and to whom replies go. */
  readonly inviter: readonly [string, string];
}

/** To a user who adds a device (INV-DEV-04). */
export interface DeviceInvitationMail extends Addressed {
  readonly mail: 'device_invitation';
  readonly organization: string;
  readonly token: Uint8Array;
}

/** To an address that shall get an account: the code that proves it (SIGNUP-01). */
export interface ValidationCodeMail extends Addressed {
  readonly mail: 'validation_code';
  readonly code: string;
}

/** A mail to send: what it is about. How it reads is the server's matter. */
export type Mail = UserInvitationMail | DeviceInvitationMail | ValidationCodeMail;

/** What became of a mail. */
export type MailOutcome = EmailSentStatus;
