import type { DateTime, Uuid } from '../codec/index.ts';
import type { EmailSentStatus, EventsListenReply } from '../generated/types.ts';
import type { OrganizationRecord } from '../records/index.ts';
import type { CertificatePlace } from '../state/index.ts';

type Fields<Reply> = Reply extends { readonly event: string } ? Omit<Reply, 'status'> : never;

/**
 * An event as listeners receive it, without its status. The configuration that opens a stream is
 * not one of these (EVT-02).
 */
export type StreamEvent = Exclude<Fields<EventsListenReply>, { readonly event: 'ORGANIZATION_CONFIG' }>;

/**
 * The recipients of an event: all members of the organization, or all devices of these users. They
 * are resolved on the state at emission.
 */
export type Audience = 'everybody' | readonly Uuid[];

/** An event and its recipients. */
export interface Emission {
  readonly event: StreamEvent;
  readonly to: Audience;
}

/** The event for a new common certificate, sent to all members including its author (EVT-06). */
export const commonCertificateEvent = (timestamp: DateTime): Emission => ({
  event: { event: 'COMMON_CERTIFICATE', timestamp },
  to: 'everybody',
});

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

/** One JSON POST to the bootstrap webhook (BOOT-48). */
export interface BootstrapWebhook {
  readonly organization_id: string;
  /** 32 hexadecimal digits. */
  readonly device_id: string;
  readonly device_label: string | null;
  readonly human_email: string | null;
  readonly human_label: string | null;
}

/** The outcome of executed intents, in their order. */
export interface IntentOutcomes {
  /** The outcome of each mail (INV-USER-08). */
  readonly mails: readonly MailOutcome[];
  /** The certificates, byte for byte as received. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * The intended effects of a command. A rule returns them and executes nothing itself
 * (ARCHITECTURE.md). `Entry`: the records of the journal that the command writes to.
 */
export interface Intents<Reply, Entry = OrganizationRecord> {
  /**
   * The reply, or a function that makes it from the outcome. The function must not read the state
   * again, since it may have changed.
   */
  readonly reply: Reply | ((done: IntentOutcomes) => Reply);
  /** Certificates to read from the journal. */
  readonly certificates?: readonly CertificatePlace[];
  /** Records to append to the journal of the organization, all or none. */
  readonly records?: readonly Entry[];
  /**
   * Events stored in the same transaction as the records and sent to listeners after the append.
   * Without records they are only sent.
   */
  readonly events?: readonly Emission[];
  /** Mails sent after the append. Their outcome does not change the records. */
  readonly mails?: readonly Mail[];
  /** Webhook calls after the append. Their outcome changes nothing. */
  readonly webhooks?: readonly BootstrapWebhook[];
}
