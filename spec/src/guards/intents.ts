import type { OrganizationRecord } from '../records/index.ts';
import type { CertificatePlace } from '../state/index.ts';
import type { Emission } from './emission.ts';
import type { Mail, MailOutcome } from './mail.ts';

/** One JSON POST to the bootstrap webhook (BOOT-48). */
export interface BootstrapWebhook {
  readonly organization_id: string;
  /** 32 hex digits. */
  readonly device_id: string;
  readonly device_label: string | null;
  readonly human_email: string | null;
  readonly human_label: string | null;
}

/** What came of intents, in their order. */
export interface Done {
  /** What really became of the mails (INV-USER-08). */
  readonly mails: readonly MailOutcome[];
  /** The certificates, byte for byte as received. */
  readonly certificates: readonly Uint8Array[];
}

/** What shall happen: an effect says it and does nothing itself (ARCHITECTURE.md). `Entry`: the records of the journal that it writes to. */
export interface Intents<Reply, Entry = OrganizationRecord> {
  /** What to answer, or what to make of what came of the rest: by then the state may have gone on, and is not to be looked at again. */
  readonly reply: Reply | ((done: Done) => Reply);
  /** Certificates to be read from the journal. */
  readonly certificates?: readonly CertificatePlace[];
  /** Appended to the journal of the organization, all or none. */
  readonly records?: readonly Entry[];
  /** Kept with the records, in the same transaction, and told to listeners after the append; alone when nothing is to be recorded. */
  readonly events?: readonly Emission[];
  /** Sent after the append: what was recorded stands, whatever becomes of them. */
  readonly mails?: readonly Mail[];
  /** Sent after the append; their outcome changes nothing. */
  readonly webhooks?: readonly BootstrapWebhook[];
}
