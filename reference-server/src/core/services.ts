import type { DateTime } from '@parsec-spec/spec/codec';
import type { SyncCrypto } from '@parsec-spec/spec/crypto';
import type { AccountRecord, Organization, OrganizationRecord } from '@parsec-spec/spec/records';
import type { BootstrapWebhook, Mail, MailOutcome } from '@parsec-spec/spec/rules';
import type { Accounts } from '@parsec-spec/spec/state';
import type { EventFollower } from '../delivery/events/event-follower.ts';
import type { EventStreams } from '../delivery/events/event-streams.ts';
import type { Log } from '../log.ts';
import type { Journal } from '../storage/journal.ts';
import type { CertificateReader } from '../storage/ledger/certificate-reader.ts';
import type { Ledger } from '../storage/ledger/ledger.ts';
import type { ServerGuards } from './guards.ts';
import type { ServerConfig } from './server-config.ts';

/** The components of a server. */
export interface Services {
  readonly config: ServerConfig;
  readonly guards: ServerGuards;
  readonly clock: () => DateTime;
  readonly random: (length: number) => Uint8Array;
  readonly crypto: SyncCrypto;
  readonly journal: Journal;
  /** Aborted once the server stops. */
  readonly stopping: AbortSignal;
  readonly organizations: Ledger<Organization, OrganizationRecord>;
  readonly certificates: CertificateReader;
  readonly accounts: Ledger<Accounts, AccountRecord>;
  readonly streams: EventStreams;
  /** Notifies listeners where several nodes share a journal; absent otherwise. */
  readonly follower: EventFollower | undefined;
  /** Announces a bootstrap. Resolves when the webhook has answered or its time is over. */
  readonly announce: (webhook: BootstrapWebhook) => Promise<void>;
  /** Sends a mail in bounded time and returns its outcome; never rejects. */
  readonly send: (mail: Mail) => Promise<MailOutcome>;
  readonly log: Log;
  /** Absent: nothing is counted, and `GET /metrics` is 404. */
  readonly metrics: Metrics | undefined;
}

/** Figures that are read when the metrics are requested. */
export interface CurrentFigures {
  readonly eventStreams: number;
  readonly isDatabaseUp: boolean;
}

/** Counts what a server does. Labels have few values, whatever clients send. */
export interface Metrics {
  /**
   * Counts a reply. An event stream counts when it is opened.
   *
   * @param family one of a fixed set of names, `other` included
   * @param seconds from the head of the request to the reply, without the time to send it
   */
  request(family: string, status: number, seconds: number): void;
  mail(outcome: MailOutcome): void;
  /** All figures in the text format of Prometheus. */
  text(current: CurrentFigures): Promise<string>;
}
