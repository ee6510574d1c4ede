import type { EmailSentStatus } from '../generated/types.ts';

interface Addressed {
  /** The only recipient. */
  readonly to: string;
}

/** Mail from an administrator to an invited person (INV-USER-09 to INV-USER-11). */
export interface UserInvitationMail extends Addressed {
  readonly mail: 'user_invitation';
  readonly organization: string;
  readonly token: Uint8Array;
  /** E-mail and label of the inviter, who also receives replies. */
  readonly inviter: readonly [string, string];
}

/** Mail to a user who adds a device (INV-DEV-04). */
export interface DeviceInvitationMail extends Addressed {
  readonly mail: 'device_invitation';
  readonly organization: string;
  readonly token: Uint8Array;
}

/** Mail with the code that proves an address for a new account (SIGNUP-01). */
export interface ValidationCodeMail extends Addressed {
  readonly mail: 'validation_code';
  readonly code: string;
}

/** The data of a mail to send. The server composes its text. */
export type Mail = UserInvitationMail | DeviceInvitationMail | ValidationCodeMail;

/** The outcome of a mail. */
export type MailOutcome = EmailSentStatus;
