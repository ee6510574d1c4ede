import type { OrganizationRecord } from '../records/index.ts';
import type { CertificatePlace } from '../state/index.ts';
import type { Emission } from './emission.ts';
import type { Mail, MailOutcome } from './mail.ts';

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
