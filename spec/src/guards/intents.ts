import type { OrganizationRecord } from '../state/index.ts';

/** One JSON POST to the bootstrap webhook (BOOT-48). */
export interface BootstrapWebhook {
  readonly organization_id: string;
  /** 32 hex digits. */
  readonly device_id: string;
  readonly device_label: string | null;
  readonly human_email: string | null;
  readonly human_label: string | null;
}

/** What shall happen: an effect says it and does nothing itself (DESIGN.md §4). */
export interface Intents<Reply> {
  readonly reply: Reply;
  /** Appended to the journal of the organization, all or none. */
  readonly records?: readonly OrganizationRecord[];
  /** Sent after the append; their outcome changes nothing. */
  readonly webhooks?: readonly BootstrapWebhook[];
}
